import { z } from "zod";

/**
 * Why an attempt at a target failed, in the terms that routes and retries decide on.
 *
 * - `connection`: refused, DNS, TLS, or reset before the first content
 * - `timeout`: connect, first-token or total timeout
 * - `rate_limited`: 429 · `overloaded`: 503 or 529 · `server_error`: any other 5xx
 * - `authentication`: 401 or 403 for our credential · `not_found`: 404, the provider does not know the model
 * - `invalid_request`: 400, 413, 422: the same request would fail anywhere of this kind
 * - `malformed`: an answer that does not parse, or ends without its terminal before the first content
 */
export const errorClass = z.enum([
  "connection",
  "timeout",
  "rate_limited",
  "overloaded",
  "server_error",
  "authentication",
  "not_found",
  "invalid_request",
  "malformed",
]);
export type ErrorClass = z.infer<typeof errorClass>;

/** What a `fallback` node falls over on when it does not say: everything but a request that is wrong in itself. */
export const DEFAULT_FALLBACK_CLASSES: readonly ErrorClass[] = errorClass.options.filter((c) =>
  c !== "invalid_request"
);
