#include "answers.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../monotonic.h"

#define TEXT \
  "The quick brown fox jumps over the lazy dog. Pack my box with five dozen liquor jugs. How vexingly quick daft " \
  "zebras jump! Sphinx of black quartz, judge my vow. The five boxing wizards jump quickly."

#define CHUNK_HEAD \
  "data: {\"id\":\"chatcmpl-9xQ2mBv7YdKc3TgLhRsE5uWz\",\"object\":\"chat.completion.chunk\",\"created\":1760000000," \
  "\"model\":\"gpt-4o-mini-2024-07-18\",\"system_fingerprint\":\"fp_0705bf87c0\","

static const char OPENAI_WHOLE[] =
    "{\"id\":\"chatcmpl-9xQ2mBv7YdKc3TgLhRsE5uWz\",\"object\":\"chat.completion\",\"created\":1760000000,"
    "\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" TEXT
    "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":25,"
    "\"completion_tokens\":46,\"total_tokens\":71,\"prompt_tokens_details\":{\"cached_tokens\":0},"
    "\"completion_tokens_details\":{\"reasoning_tokens\":0}},\"system_fingerprint\":\"fp_0705bf87c0\"}";

static const char ANTHROPIC_WHOLE[] =
    "{\"id\":\"msg_01XFDUDYJgAACzvnptvVoYEL\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\","
    "\"content\":[{\"type\":\"text\",\"text\":\"" TEXT "\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
    "\"usage\":{\"input_tokens\":25,\"output_tokens\":46}}";

static const char STREAM_HEAD[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\n"
    "x-request-id: req_mock\r\nTransfer-Encoding: chunked\r\n\r\n";

void answer_json(struct connection *connection, const char *body) {
  char head[160];
  size_t length = strlen(body);
  int head_length = snprintf(head, sizeof head,
                             "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_mock\r\n"
                             "Content-Length: %zu\r\n\r\n",
                             length);
  connection_owe(connection, head, (size_t)head_length);
  connection_owe(connection, body, length);
}

void answer_whole(struct connection *connection) {
  answer_json(connection, connection->dialect == DIALECT_OPENAI ? OPENAI_WHOLE : ANTHROPIC_WHOLE);
}

/* Owes one HTTP chunk with the events of one write. */
__attribute__((format(printf, 2, 3))) static void owe_events(struct connection *connection, const char *format, ...) {
  char events[1024];
  char size[24];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(events, sizeof events, format, arguments);
  va_end(arguments);
  int size_length = snprintf(size, sizeof size, "%x\r\n", (unsigned)length);
  connection_owe(connection, size, (size_t)size_length);
  connection_owe(connection, events, (size_t)length);
  connection_owe(connection, "\r\n", 2);
}

void stream_begin(struct connection *connection) {
  connection->streams = true;
  connection->chunks_sent = 0;
  connection_owe(connection, STREAM_HEAD, sizeof STREAM_HEAD - 1);
  if (connection->dialect == DIALECT_OPENAI) {
    owe_events(connection, CHUNK_HEAD
               "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},"
               "\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    return;
  }
  owe_events(connection,
             "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_01XFDUDYJgAACzvnptvVoYEL\","
             "\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\",\"content\":[],\"stop_reason\":null,"
             "\"stop_sequence\":null,\"usage\":{\"input_tokens\":%d,\"output_tokens\":1}}}\n\n"
             "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
             "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
             INPUT_TOKENS);
}

static void end_openai(struct connection *connection) {
  owe_events(connection, CHUNK_HEAD
             "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n" CHUNK_HEAD
             "\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%u,\"total_tokens\":%u}}\n\n"
             "data: [DONE]\n\n",
             INPUT_TOKENS, connection->chunks_sent, INPUT_TOKENS + connection->chunks_sent);
}

static void end_anthropic(struct connection *connection) {
  owe_events(connection,
             "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
             "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\","
             "\"stop_sequence\":null},\"usage\":{\"output_tokens\":%u}}\n\n"
             "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
             connection->chunks_sent);
}

void stream_chunk(struct connection *connection) {
  bool openai = connection->dialect == DIALECT_OPENAI;
  if (openai) {
    owe_events(connection, CHUNK_HEAD "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word @%" PRIu64
               "@\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n",
               monotonic_ns());
  } else {
    owe_events(connection,
               "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
               "{\"type\":\"text_delta\",\"text\":\" word @%" PRIu64 "@\"}}\n\n",
               monotonic_ns());
  }
  connection->chunks_sent++;
  if (connection->chunks_sent < connection->chunks_wanted) return;
  if (openai) end_openai(connection);
  else end_anthropic(connection);
  connection_owe(connection, "0\r\n\r\n", 5);
  connection->streams = false;
}
