#include "samples.h"

#include <stdio.h>
#include <stdlib.h>

void samples_add(struct samples *samples, uint64_t nanoseconds) {
  if (samples->count == samples->capacity) {
    samples->capacity = samples->capacity == 0 ? 65536 : 2 * samples->capacity;
    samples->microseconds = realloc(samples->microseconds, samples->capacity * sizeof *samples->microseconds);
    if (samples->microseconds == NULL) {
      perror("stream_load");
      exit(1);
    }
  }
  uint64_t microseconds = nanoseconds / 1000;
  samples->microseconds[samples->count++] = microseconds > UINT32_MAX ? UINT32_MAX : (uint32_t)microseconds;
}

static int ascending(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

static uint32_t quantile(const struct samples *samples, double share) {
  size_t index = (size_t)((double)samples->count * share);
  return samples->microseconds[index < samples->count ? index : samples->count - 1];
}

void samples_print(struct samples *samples) {
  if (samples->count == 0) {
    printf("null");
    return;
  }
  qsort(samples->microseconds, samples->count, sizeof *samples->microseconds, ascending);
  double sum = 0;
  for (size_t index = 0; index < samples->count; index++) sum += samples->microseconds[index];
  printf("{\"count\":%zu,\"mean\":%.1f,\"p50\":%u,\"p90\":%u,\"p99\":%u,\"max\":%u}", samples->count,
         sum / (double)samples->count, quantile(samples, 0.5), quantile(samples, 0.9), quantile(samples, 0.99),
         samples->microseconds[samples->count - 1]);
}
