/** Request headers that the gateway reads, in lower case. */
export const REQUEST_HEADERS = {
  authorization: "authorization",
  apiKey: "x-api-key",
  contentType: "content-type",
  contentLength: "content-length",
  /** The client's own id for a request; kept for the record's trace when it is well formed. */
  requestId: "x-request-id",
  traceParent: "traceparent",
  anthropicVersion: "anthropic-version",
  anthropicBeta: "anthropic-beta",
  /** `no-store`: the answer is neither taken from a cache nor kept; `no-cache`: it is not taken from one. */
  cacheControl: "cache-control",
  /** `name=value` pairs, separated by commas, that are kept as tags on the record. */
  tags: "x-perpetuo-tags",
  /** The end user on whose behalf the application calls, where the body names none. */
  endUser: "x-perpetuo-end-user",
  /** Anything but `0` or `false`: neither prompt nor answer of this request is captured. */
  noLog: "x-perpetuo-no-log",
  /** Directives to the mock provider, see `docs/mock-provider.md`. */
  mock: "x-perpetuo-mock",
} as const;

/** Response headers that the gateway sets, in lower case. */
export const RESPONSE_HEADERS = {
  /** The request's UUIDv7: the id of its record. */
  requestId: "x-request-id",
  /** `<number>-<first eight digits of the hash>` of the revision that the request was pinned to. */
  revision: "x-perpetuo-revision",
  /** The provider and model that answered, as `provider/model`. */
  target: "x-perpetuo-target",
  /** The name of the route taken; absent for `provider/model`. */
  route: "x-perpetuo-route",
  /** How many attempts were made. */
  attempts: "x-perpetuo-attempts",
  /** Fields of the request that the provider does not have, separated by commas. */
  dropped: "x-perpetuo-dropped",
  /** What was not at its best: a stale snapshot, a lost limiter. */
  degraded: "x-perpetuo-degraded",
  /** The policy that refused the request, or the API key for a limit of its own: its UUID. */
  policy: "x-perpetuo-policy",
  /** Which limit of it: `requests_per_minute`, `spend_day`, `allowed_models`, … */
  limit: "x-perpetuo-limit",
  /** `hit`, `miss`, or `bypass` (the request asked for it), where a route has a cache. */
  cache: "x-perpetuo-cache",
  /** How old an answer from the cache is, seconds. */
  age: "age",
  /** At `/internal` alone: `answered` where the request took its way, whatever came of it. */
  internal: "x-perpetuo-internal",
  /** `true` or `false`: tells OpenAI's and Anthropic's SDKs whether to try again. */
  shouldRetry: "x-should-retry",
  retryAfter: "retry-after",
  rateLimitLimitRequests: "x-ratelimit-limit-requests",
  rateLimitRemainingRequests: "x-ratelimit-remaining-requests",
  rateLimitResetRequests: "x-ratelimit-reset-requests",
  rateLimitLimitTokens: "x-ratelimit-limit-tokens",
  rateLimitRemainingTokens: "x-ratelimit-remaining-tokens",
  rateLimitResetTokens: "x-ratelimit-reset-tokens",
  anthropicLimitRequests: "anthropic-ratelimit-requests-limit",
  anthropicRemainingRequests: "anthropic-ratelimit-requests-remaining",
  anthropicResetRequests: "anthropic-ratelimit-requests-reset",
  anthropicLimitTokens: "anthropic-ratelimit-tokens-limit",
  anthropicRemainingTokens: "anthropic-ratelimit-tokens-remaining",
  anthropicResetTokens: "anthropic-ratelimit-tokens-reset",
} as const;
