import type { VariablesOf } from "../graphql/graphql.ts";
import type { LogCondition } from "./log_condition.ts";
import type { requestLogTailSubscription } from "../graphql/documents/request_logs.ts";

/** What the log is narrowed down to. All that is there must hold; what is absent demands nothing. */
export interface LogFilter {
  /** On any field, as people write them; never empty. */
  where?: readonly LogCondition[];
  /** One of these; never empty. */
  outcome?: readonly Outcome[];
  /** Asked for or served. */
  model?: string;
  provider?: string;
  route?: string;
  /** The global id of an API key. */
  key?: string;
  /** The application's own user. */
  user?: string;
  /** The stable code of an error. */
  error?: string;
  /** A request's UUID. */
  request?: string;
  dialect?: DialectName;
  stream?: boolean;
  tag?: { name: string; value: string };
  statusMin?: number;
  statusMax?: number;
  /** How far back, as `15m`, `24h` or `7d`; stands neither with `from` nor with `to`. */
  since?: string;
  /** The first moment that counts, ISO 8601 in UTC. */
  from?: string;
  /** The first moment that counts no more. */
  to?: string;
  /** Nano-dollars, in decimal. */
  costMin?: string;
  /** Milliseconds. */
  totalMin?: number;
}

export const OUTCOMES = ["completed", "failed", "denied", "cancelled", "interrupted"] as const;
export type Outcome = typeof OUTCOMES[number];

/** What "errors only" means: the client got no whole answer, and not because it went away. */
export const ERROR_OUTCOMES: readonly Outcome[] = ["failed", "denied", "interrupted"];

export const DIALECTS = [
  "openai_chat",
  "openai_responses",
  "openai_embeddings",
  "anthropic_messages",
  "anthropic_count_tokens",
] as const;
export type DialectName = typeof DIALECTS[number];

export type ApiLogFilter = NonNullable<VariablesOf<typeof requestLogTailSubscription>["filter"]>;

/** The filter as the API takes it; `nowMs` is what `since` is reckoned from. */
export function apiFilter(filter: LogFilter, nowMs: number): ApiLogFilter {
  const { since, from, to } = filter;
  return withoutUndefined({
    ...timelessFilter(filter),
    from: from ?? (since === undefined ? undefined : new Date(nowMs - sinceMs(since)!).toISOString()),
    to,
  });
}

/** The filter as a live tail takes it: whatever comes in now is within any time that is not over. */
export function timelessFilter(filter: LogFilter): ApiLogFilter {
  return withoutUndefined({
    where: filter.where === undefined ? undefined : [...filter.where],
    outcome: filter.outcome?.map((outcome) => outcome.toUpperCase() as Uppercase<Outcome>),
    model: filter.model,
    provider: filter.provider,
    routeName: filter.route,
    apiKeyId: filter.key,
    endUser: filter.user,
    errorCode: filter.error,
    requestId: filter.request,
    dialect: filter.dialect?.toUpperCase() as Uppercase<DialectName> | undefined,
    stream: filter.stream,
    tag: filter.tag,
    statusMin: filter.statusMin,
    statusMax: filter.statusMax,
    minCostNanoUsd: filter.costMin,
    minTotalMs: filter.totalMin,
  });
}

/** The milliseconds of a `since`; null when it is none. At most a year. */
export function sinceMs(text: string): number | null {
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const milliseconds = Number(count) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as "m" | "h" | "d"];
  return milliseconds <= SINCE_MS_MAX ? milliseconds : null;
}

const SINCE_MS_MAX = 366 * 86_400_000;

function withoutUndefined<T extends object>(value: T): ApiLogFilter {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));
}
