/* What the mock says: whole answers and streams, in the dialects of OpenAI and Anthropic. */
#ifndef ANSWERS_H
#define ANSWERS_H

#include "connection.h"

/* Tokens that every answer says it took in, and that a whole one says it put out; a stream puts out one a chunk. */
#define INPUT_TOKENS 25
#define WHOLE_OUTPUT_TOKENS 46

void answer_whole(struct connection *connection);
void answer_json(struct connection *connection, const char *body);

/* Owes the head of a stream and whatever comes before its first chunk. */
void stream_begin(struct connection *connection);
/*
 * Owes the next chunk of content, whose text carries the moment as `@<nanoseconds>@`; with the last one also the end,
 * after which the connection streams no more.
 */
void stream_chunk(struct connection *connection);

#endif
