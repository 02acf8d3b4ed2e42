/* Reads one streamed answer byte by byte: its head, its chunked body, and the stamps in its text. */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum answer_place { IN_HEAD, IN_CHUNK_SIZE, IN_CHUNK, AFTER_CHUNK, IN_TRAILER, AT_END };

struct answer {
  enum answer_place place;
  /* The first bytes, `HTTP/1.1 200`, as far as they have come. */
  char status_line[12];
  unsigned status_length;
  /* How much of the blank line that ends head or trailer was seen. */
  unsigned line_end;
  /* Bytes left of the chunk, or its size as far as it was read. */
  uint64_t chunk_left;
  bool in_extension;
  /* A stamp, `@<nanoseconds>@`, as far as it has come. */
  bool in_stamp;
  unsigned stamp_digits;
  uint64_t stamp_ns;
};

void answer_reset(struct answer *answer);

/*
 * Reads bytes up to the answer's end, and calls `on_stamp` for every stamp in its text. Returns how many bytes belong to
 * the answer; `place` is AT_END once it is whole.
 */
size_t answer_read(struct answer *answer, const char *bytes, size_t length,
                   void (*on_stamp)(void *context, uint64_t stamp_ns), void *context);

bool answer_is_200(const struct answer *answer);

#endif
