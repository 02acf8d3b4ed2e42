/*
 * A provider that is never the bottleneck: `mock_upstream <port>`, one thread, epoll.
 *
 * Any path that ends in /messages is answered as Anthropic does, any other as OpenAI. How, is set for all that follow:
 *   POST /behaviour  with the body `whole`, or `stream <chunks> <microseconds between two>`
 *   GET  /counts     {"requests", "streams", "cut_off", "streaming"}: so far, and streams under way
 * A stream's first chunk is sent at once.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "../monotonic.h"
#include "answers.h"
#include "connection.h"
#include "due_heap.h"
#include "request.h"

#define EVENTS_MAX 512

static int poller;
static struct {
  unsigned long requests, streams, cut_off, streaming;
} counts;
static struct {
  unsigned chunks;
  uint64_t gap_ns;
} behaviour; /* 0 chunks: whole */

static void hang_up(struct connection *connection) {
  if (connection->streams) {
    counts.cut_off++;
    counts.streaming--;
  }
  due_heap_remove(connection);
  connection_free(connection);
}

/* Listens for the socket to take more only while something is left to write. */
static bool flush(struct connection *connection) {
  bool awaited = connection->awaits_writable;
  if (!connection_flush(connection)) return false;
  if (awaited == connection->awaits_writable) return true;
  struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = connection};
  if (connection->awaits_writable) event.events |= EPOLLOUT;
  return epoll_ctl(poller, EPOLL_CTL_MOD, connection->socket, &event) == 0;
}

static void next_chunk(struct connection *connection) {
  stream_chunk(connection);
  if (!connection->streams) counts.streaming--;
}

static void start_stream(struct connection *connection) {
  connection->chunks_wanted = behaviour.chunks;
  connection->gap_ns = behaviour.gap_ns;
  counts.streams++;
  counts.streaming++;
  stream_begin(connection);
  next_chunk(connection);
  if (!connection->streams) return;
  connection->due_ns = monotonic_ns() + connection->gap_ns;
  due_heap_add(connection);
}

static void answer_counts(struct connection *connection) {
  char body[200];
  snprintf(body, sizeof body, "{\"requests\":%lu,\"streams\":%lu,\"cut_off\":%lu,\"streaming\":%lu}", counts.requests,
           counts.streams, counts.cut_off, counts.streaming);
  answer_json(connection, body);
}

static void set_behaviour(struct connection *connection, const struct request *request) {
  char text[64];
  unsigned long gap_us = 0;
  snprintf(text, sizeof text, "%.*s", (int)request->body_length, request->body);
  behaviour.chunks = 0;
  if (sscanf(text, "stream %u %lu", &behaviour.chunks, &gap_us) == 2) behaviour.gap_ns = gap_us * 1000;
  answer_json(connection, "{}");
}

static void answer(struct connection *connection, const struct request *request) {
  switch (request->kind) {
    case REQUEST_INCOMPLETE:
      return;
    case REQUEST_COUNTS:
      answer_counts(connection);
      return;
    case REQUEST_BEHAVIOUR:
      set_behaviour(connection, request);
      return;
    case REQUEST_OPENAI:
    case REQUEST_ANTHROPIC:
      counts.requests++;
      connection->dialect = request->kind == REQUEST_OPENAI ? DIALECT_OPENAI : DIALECT_ANTHROPIC;
      if (behaviour.chunks == 0) answer_whole(connection);
      else start_stream(connection);
  }
}

/* Answers every request that is there, one after the other. False: the client has gone. */
static bool serve(struct connection *connection) {
  while (!connection->streams && connection->received.length > 0) {
    struct request request = request_find(connection->received.bytes, connection->received.length);
    if (request.kind == REQUEST_INCOMPLETE) return true;
    answer(connection, &request);
    connection_consume(connection, request.length);
    if (!flush(connection)) return false;
  }
  return true;
}

static void accept_all(int listener) {
  for (;;) {
    int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (socket < 0) return;
    int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *connection = connection_new(socket);
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = connection};
    epoll_ctl(poller, EPOLL_CTL_ADD, socket, &event);
  }
}

static void hear(struct connection *connection, uint32_t events) {
  bool here = (events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP)) == 0;
  if (here && (events & EPOLLOUT)) here = flush(connection);
  if (here && (events & EPOLLIN)) here = connection_receive(connection) && serve(connection);
  if (!here) hang_up(connection);
}

static void send_due(void) {
  uint64_t now = monotonic_ns();
  for (struct connection *due; (due = due_heap_first()) != NULL && due->due_ns <= now;) {
    next_chunk(due);
    if (due->streams) {
      due->due_ns += due->gap_ns;
      due_heap_postponed(due);
    } else {
      due_heap_remove(due);
    }
    if (!flush(due) || !serve(due)) hang_up(due);
  }
}

/* Waits for sockets, but not longer than until the next chunk is due. */
static int wait_events(struct epoll_event *events) {
  struct connection *first = due_heap_first();
  if (first == NULL) return epoll_wait(poller, events, EVENTS_MAX, -1);
  uint64_t now = monotonic_ns();
  uint64_t left = first->due_ns > now ? first->due_ns - now : 0;
  struct timespec timeout = {.tv_sec = (time_t)(left / 1000000000u), .tv_nsec = (long)(left % 1000000000u)};
  return epoll_pwait2(poller, events, EVENTS_MAX, &timeout, NULL);
}

static int listen_on(int port) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 8192) != 0) {
    perror("mock_upstream");
    exit(1);
  }
  return listener;
}

int main(int argument_count, char **arguments) {
  if (argument_count != 2) {
    fprintf(stderr, "usage: mock_upstream <port>\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  int listener = listen_on(atoi(arguments[1]));
  poller = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
  static struct epoll_event events[EVENTS_MAX];
  for (;;) {
    int count = wait_events(events);
    for (int index = 0; index < count; index++) {
      struct connection *connection = events[index].data.ptr;
      if (connection == NULL) accept_all(listener);
      else hear(connection, events[index].events);
    }
    send_due();
  }
}
