/* Durations that were measured, and what is told of them. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <stddef.h>
#include <stdint.h>

struct samples {
  uint32_t *microseconds;
  size_t count;
  size_t capacity;
};

void samples_add(struct samples *samples, uint64_t nanoseconds);
/* Prints a JSON object of count, mean, p50, p90, p99 and max in microseconds; null where there is none. Sorts them. */
void samples_print(struct samples *samples);

#endif
