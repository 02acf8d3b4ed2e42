#include "answer.h"

#include <string.h>

/* A stamp of less digits is no stamp, but an @ in a text. */
#define STAMP_DIGITS_MIN 6

void answer_reset(struct answer *answer) {
  memset(answer, 0, sizeof *answer);
}

bool answer_is_200(const struct answer *answer) {
  return answer->status_length == 12 && memcmp(answer->status_line + 9, "200", 3) == 0;
}

/* Whether this byte is the last of a blank line. */
static bool ends_lines(struct answer *answer, char byte) {
  if (byte == '\n') {
    if (answer->line_end == 1) return true;
    answer->line_end = 1;
  } else if (byte != '\r') {
    answer->line_end = 0;
  }
  return false;
}

static void read_head(struct answer *answer, char byte) {
  if (answer->status_length < sizeof answer->status_line) answer->status_line[answer->status_length++] = byte;
  if (!ends_lines(answer, byte)) return;
  answer->place = IN_CHUNK_SIZE;
  answer->chunk_left = 0;
}

static int hexadecimal(char byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  byte |= 0x20;
  return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static void read_chunk_size(struct answer *answer, char byte) {
  if (byte == ';') answer->in_extension = true;
  if (byte != '\n') {
    int digit = hexadecimal(byte);
    if (!answer->in_extension && digit >= 0) answer->chunk_left = answer->chunk_left * 16 + (unsigned)digit;
    return;
  }
  answer->in_extension = false;
  answer->place = answer->chunk_left > 0 ? IN_CHUNK : IN_TRAILER;
  /* The trailer begins on a new line: a blank one is its end. */
  answer->line_end = 1;
}

/* Whether the byte ends a stamp. */
static bool read_text(struct answer *answer, char byte) {
  bool ends = false;
  if (answer->in_stamp && byte >= '0' && byte <= '9') {
    answer->stamp_ns = answer->stamp_ns * 10 + (unsigned)(byte - '0');
    answer->stamp_digits++;
    return false;
  }
  if (answer->in_stamp && byte == '@') ends = answer->stamp_digits >= STAMP_DIGITS_MIN;
  answer->in_stamp = byte == '@' && !ends;
  if (!ends) answer->stamp_digits = 0, answer->stamp_ns = 0;
  return ends;
}

size_t answer_read(struct answer *answer, const char *bytes, size_t length,
                   void (*on_stamp)(void *context, uint64_t stamp_ns), void *context) {
  size_t index = 0;
  while (index < length && answer->place != AT_END) {
    char byte = bytes[index++];
    switch (answer->place) {
      case IN_HEAD:
        read_head(answer, byte);
        break;
      case IN_CHUNK_SIZE:
        read_chunk_size(answer, byte);
        break;
      case IN_CHUNK:
        if (read_text(answer, byte)) {
          on_stamp(context, answer->stamp_ns);
          answer->stamp_digits = 0, answer->stamp_ns = 0;
        }
        if (--answer->chunk_left == 0) answer->place = AFTER_CHUNK;
        break;
      case AFTER_CHUNK:
        if (byte == '\n') answer->place = IN_CHUNK_SIZE;
        break;
      case IN_TRAILER:
        if (ends_lines(answer, byte)) answer->place = AT_END;
        break;
      case AT_END:
        break;
    }
  }
  return index;
}
