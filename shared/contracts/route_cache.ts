import { z } from "zod";

/** How long and how large answers of a route are kept, for requests that are exactly alike. */
export const routeCache = z.strictObject({
  /** How long an answer is given again, seconds: at most 30 days. */
  ttlSeconds: z.int().min(1).max(2_592_000),
  /** The largest answer that is kept, bytes. Default 1 MiB, at most 16 MiB. */
  answerBytesMax: z.int().min(1_024).max(16_777_216).optional(),
});
export type RouteCache = z.infer<typeof routeCache>;

/** What `answerBytesMax` is where a route says nothing. */
export const CACHED_ANSWER_BYTES_MAX = 1_048_576;
