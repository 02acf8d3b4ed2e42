/* Finds a whole HTTP/1.1 request in the bytes that have come so far. */
#ifndef REQUEST_H
#define REQUEST_H

#include <stddef.h>

enum request_kind {
  /* More bytes are needed. */
  REQUEST_INCOMPLETE,
  REQUEST_OPENAI,
  REQUEST_ANTHROPIC,
  /* GET /counts: what was served so far. */
  REQUEST_COUNTS,
  /* POST /behaviour: how requests are answered from now on. */
  REQUEST_BEHAVIOUR,
};

struct request {
  enum request_kind kind;
  /* Head and body together. */
  size_t length;
  const char *body;
  size_t body_length;
};

struct request request_find(char *bytes, size_t length);

#endif
