/* One client's connection: what it has sent that is not answered yet, what it is owed, and the stream it is given. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
  char *bytes;
  size_t length;
  size_t capacity;
};

enum dialect { DIALECT_OPENAI, DIALECT_ANTHROPIC };

struct connection {
  int socket;
  struct buffer received;
  struct buffer owed;
  /* How much of `owed` is written already. */
  size_t written;
  bool awaits_writable;

  bool streams;
  enum dialect dialect;
  unsigned chunks_sent;
  unsigned chunks_wanted;
  uint64_t gap_ns;
  /* When the next chunk is due, by monotonic_ns(). */
  uint64_t due_ns;
  /* Its place among the streams that wait for their next chunk; -1: it is not among them. */
  int heap_index;
};

struct connection *connection_new(int socket);
void connection_free(struct connection *connection);

/* Reads what is there. False: the client has gone. */
bool connection_receive(struct connection *connection);
/* Takes the first bytes of what was received away, once they are dealt with. */
void connection_consume(struct connection *connection, size_t bytes);

void connection_owe(struct connection *connection, const char *bytes, size_t length);
/* Writes as much as the socket takes; `awaits_writable` tells whether something is left. False: the client has gone. */
bool connection_flush(struct connection *connection);

#endif
