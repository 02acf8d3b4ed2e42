/* The streams that wait for their next chunk, the one that is due first on top: a binary heap. */
#ifndef DUE_HEAP_H
#define DUE_HEAP_H

#include "connection.h"

/* Null: nothing waits. */
struct connection *due_heap_first(void);
void due_heap_add(struct connection *connection);
/* After its `due_ns` was moved to later. */
void due_heap_postponed(struct connection *connection);
/* Does nothing for one that is not in it. */
void due_heap_remove(struct connection *connection);

#endif
