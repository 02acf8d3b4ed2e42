#include "due_heap.h"

#include <stdio.h>
#include <stdlib.h>

static struct connection **heap;
static int count;
static int capacity;

static void place(int index, struct connection *connection) {
  heap[index] = connection;
  connection->heap_index = index;
}

static void swap(int a, int b) {
  struct connection *before = heap[a];
  place(a, heap[b]);
  place(b, before);
}

static void rise(int index) {
  while (index > 0) {
    int parent = (index - 1) / 2;
    if (heap[parent]->due_ns <= heap[index]->due_ns) return;
    swap(parent, index);
    index = parent;
  }
}

static void sink(int index) {
  for (;;) {
    int first = index;
    for (int child = 2 * index + 1; child <= 2 * index + 2; child++) {
      if (child < count && heap[child]->due_ns < heap[first]->due_ns) first = child;
    }
    if (first == index) return;
    swap(first, index);
    index = first;
  }
}

struct connection *due_heap_first(void) {
  return count == 0 ? NULL : heap[0];
}

void due_heap_add(struct connection *connection) {
  if (count == capacity) {
    capacity = capacity == 0 ? 1024 : 2 * capacity;
    heap = realloc(heap, (size_t)capacity * sizeof *heap);
    if (heap == NULL) {
      perror("mock_upstream");
      exit(1);
    }
  }
  place(count++, connection);
  rise(connection->heap_index);
}

void due_heap_postponed(struct connection *connection) {
  sink(connection->heap_index);
}

void due_heap_remove(struct connection *connection) {
  int index = connection->heap_index;
  if (index < 0) return;
  connection->heap_index = -1;
  count--;
  if (index == count) return;
  place(index, heap[count]);
  rise(index);
  sink(heap[index]->heap_index);
}
