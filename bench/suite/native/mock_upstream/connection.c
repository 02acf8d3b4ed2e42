#include "connection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Most requests come whole in one read of this size. */
#define READ_ROOM 4096

static void reserve(struct buffer *buffer, size_t room) {
  if (buffer->capacity - buffer->length >= room) return;
  size_t capacity = (buffer->length + room) * 2;
  char *bytes = realloc(buffer->bytes, capacity);
  if (bytes == NULL) {
    perror("mock_upstream");
    exit(1);
  }
  buffer->bytes = bytes;
  buffer->capacity = capacity;
}

struct connection *connection_new(int socket) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (connection == NULL) return NULL;
  connection->socket = socket;
  connection->heap_index = -1;
  return connection;
}

void connection_free(struct connection *connection) {
  close(connection->socket);
  free(connection->received.bytes);
  free(connection->owed.bytes);
  free(connection);
}

bool connection_receive(struct connection *connection) {
  struct buffer *received = &connection->received;
  reserve(received, READ_ROOM);
  ssize_t count = read(connection->socket, received->bytes + received->length, received->capacity - received->length);
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  if (count == 0) return false;
  received->length += (size_t)count;
  return true;
}

void connection_consume(struct connection *connection, size_t bytes) {
  struct buffer *received = &connection->received;
  memmove(received->bytes, received->bytes + bytes, received->length - bytes);
  received->length -= bytes;
}

void connection_owe(struct connection *connection, const char *bytes, size_t length) {
  reserve(&connection->owed, length);
  memcpy(connection->owed.bytes + connection->owed.length, bytes, length);
  connection->owed.length += length;
}

bool connection_flush(struct connection *connection) {
  struct buffer *owed = &connection->owed;
  connection->awaits_writable = false;
  while (connection->written < owed->length) {
    ssize_t count = write(connection->socket, owed->bytes + connection->written, owed->length - connection->written);
    if (count < 0) {
      connection->awaits_writable = errno == EAGAIN;
      return connection->awaits_writable;
    }
    connection->written += (size_t)count;
  }
  owed->length = connection->written = 0;
  return true;
}
