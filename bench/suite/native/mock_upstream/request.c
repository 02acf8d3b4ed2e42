#define _GNU_SOURCE
#include "request.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const struct request INCOMPLETE = {.kind = REQUEST_INCOMPLETE};

static enum request_kind kind_of(const char *bytes) {
  if (strncmp(bytes, "GET /counts ", 12) == 0) return REQUEST_COUNTS;
  if (strncmp(bytes, "POST /behaviour ", 16) == 0) return REQUEST_BEHAVIOUR;
  size_t line = strcspn(bytes, "\r");
  return memmem(bytes, line, "/messages ", 10) == NULL ? REQUEST_OPENAI : REQUEST_ANTHROPIC;
}

struct request request_find(char *bytes, size_t length) {
  char *blank_line = memmem(bytes, length, "\r\n\r\n", 4);
  if (blank_line == NULL) return INCOMPLETE;
  size_t head_length = (size_t)(blank_line - bytes) + 4;
  /* Ends the head like a string for the look-ups in it; put back after them. */
  char kept = blank_line[2];
  blank_line[2] = '\0';
  struct request request = {.kind = kind_of(bytes), .body = bytes + head_length};
  char *content_length = strcasestr(bytes, "\r\ncontent-length:");
  bool chunked = content_length == NULL && strcasestr(bytes, "\r\ntransfer-encoding: chunked") != NULL;
  if (content_length != NULL) request.body_length = strtoul(content_length + 17, NULL, 10);
  blank_line[2] = kept;
  if (chunked) {
    char *last_chunk = memmem(request.body, length - head_length, "0\r\n\r\n", 5);
    if (last_chunk == NULL) return INCOMPLETE;
    request.body_length = (size_t)(last_chunk + 5 - request.body);
  }
  request.length = head_length + request.body_length;
  return request.length > length ? INCOMPLETE : request;
}
