import type { Context } from "@opentelemetry/api";
import type { ApiKeyEntry } from "../../shared/contracts/api_key.ts";
import type { RevisionProject, RevisionProvider, RevisionRoute } from "../../shared/contracts/config_revision.ts";
import type { InternalRequest } from "../../shared/contracts/internal_call.ts";
import type { PolicyVerdict } from "../../shared/contracts/policy.ts";
import type { Attempt } from "../../shared/contracts/request_record.ts";
import { uuidv7, uuidv7Milliseconds } from "../../shared/identifiers/uuid.ts";
import type { LimitName } from "../../shared/policy/limit_name.ts";
import type { PolicyEvaluation } from "../../shared/policy/policy_evaluation.ts";
import type { RouteCandidate, RoutePlan } from "../../shared/routing/plan_route.ts";
import type { CounterState } from "../../shared/transport/reservation_ledger.ts";
import type { BodyGatherer } from "../bodies/gathered_bodies.ts";
import type { ClientDialect, RequestFacts } from "../dialects/client_dialect.ts";
import type { CachedAnswer, KeptAnswer } from "../cache/answer_cache.ts";
import type { HeldLimits } from "../limits/limiter.ts";
import type { TenantSnapshot } from "../snapshot/snapshot.ts";
import { ClientWatch } from "./client_watch.ts";
import type { Gateway } from "./gateway.ts";
import type { AskedPlace } from "./record_text/write_asked.ts";
import type { RequestLabels } from "./request_labels.ts";

/** Who calls, pinned: whatever is published meanwhile, this request keeps to this revision. */
export interface Caller {
  key: ApiKeyEntry;
  tenant: TenantSnapshot;
  project: RevisionProject;
}

/** A request that was read and understood. */
export interface ModelRequest {
  body: Readonly<Record<string, unknown>>;
  bytes: Uint8Array<ArrayBuffer>;
  facts: RequestFacts;
  endUser: string | null;
  estimatedTokens: number;
  /** The most that may be generated, all choices together; null when the client names no maximum. */
  outputTokensMax: number | null;
}

/** Where a request may go. */
export interface PlannedRoute {
  /** The route that `model` names; null for `provider/model`. */
  route: RevisionRoute | null;
  plan: RoutePlan;
}

/** How a request stands to the cache of its route. */
export interface CacheUse {
  /** `hit`: answered from it; `miss`: it had nothing; `bypass`: the client did not want what it has. */
  state: "hit" | "miss" | "bypass";
  /** The answer that was found, of a hit alone. */
  answer: CachedAnswer | null;
  /** Keeps an answer that came whole; null where it is not to be kept. */
  keep: ((answer: KeptAnswer) => void) | null;
  /** The most bytes that are kept. */
  answerBytesMax: number;
}

/** The limits that apply to a request, and what they have made of it so far. */
export interface AppliedLimits {
  readonly evaluation: PolicyEvaluation;
  verdicts: readonly PolicyVerdict[];
  /** How the counters stood at admission, in the order of the claims; null: that is not known, or nobody asked yet. */
  counters: readonly CounterState[] | null;
  /** What is reserved; null: nothing. */
  held: HeldLimits | null;
  /** Which limit refused the request; null: none. */
  refusedBy: { policyId: string; limit: LimitName } | null;
}

/** One request from receipt to record: each step adds what it found, and the record is made of it however it ends. */
export interface Exchange {
  readonly gateway: Gateway;
  readonly request: Request;
  /** The API that the client speaks: errors are told in it. */
  readonly dialect: ClientDialect;
  /** What the control plane says of a request that it asks for; null for a client's own. */
  readonly origin: InternalRequest | null;
  /** The request's UUIDv7, and the millisecond in it. */
  readonly id: string;
  readonly ts: number;
  /** When it was received, monotonic milliseconds. */
  readonly startMs: number;
  readonly client: ClientWatch;
  /** Where its spans belong; null while nobody traces. */
  readonly trace: Context | null;

  key: ApiKeyEntry | null;
  caller: Caller | null;
  asked: ModelRequest | null;
  route: PlannedRoute | null;
  /** Null where no limit applies. */
  limits: AppliedLimits | null;
  /** The candidate that is tried or answered, and its provider. */
  candidate: RouteCandidate | null;
  provider: RevisionProvider | null;
  readonly attempts: Attempt[];
  /** How many attempts were begun; the last may not have ended. */
  attemptsBegun: number;
  /** Whether anything was sent to a provider. */
  dispatched: boolean;
  /** What is gathered of prompt and answer; null where the project captures none, and until the request was read. */
  bodies: BodyGatherer | null;
  /** Null until the request is on record. */
  labels: RequestLabels | null;
  /** Where its begin line says what its record will say, too; null until that is written. */
  askedPlace: AskedPlace | null;
  /** What the cache of the route had to do with it; null where the route has none. */
  cache: CacheUse | null;
  /** Fields that the latest target does not have. */
  droppedFields: readonly string[];
  readonly degradation: string[];
  queueMs: number;
  /** Time spent waiting for providers, milliseconds. */
  waitedMs: number;
  /** From receipt to the first content handed to the client, milliseconds. */
  ttftMs: number | null;
  /** Set by the one ending of the request; nothing is recorded twice. */
  ended: boolean;
}

/** Begins the account of a request. */
export function openExchange(
  gateway: Gateway,
  request: Request,
  dialect: ClientDialect,
  origin: InternalRequest | null = null,
): Exchange {
  const { clock, tracing } = gateway.dependencies;
  const id = uuidv7(clock.now());
  const startMs = clock.monotonic();
  gateway.enter();
  return {
    gateway,
    request,
    dialect,
    origin,
    id,
    ts: uuidv7Milliseconds(id),
    startMs,
    client: new ClientWatch(gateway, request, startMs),
    trace: tracing === null ? null : tracing.begin(request),
    key: null,
    caller: null,
    asked: null,
    route: null,
    limits: null,
    candidate: null,
    provider: null,
    attempts: [],
    attemptsBegun: 0,
    dispatched: false,
    bodies: null,
    labels: null,
    askedPlace: null,
    cache: null,
    droppedFields: [],
    degradation: [],
    queueMs: 0,
    waitedMs: 0,
    ttftMs: null,
    ended: false,
  };
}

/** Milliseconds since the request was received. */
export function elapsedMs(exchange: Exchange): number {
  return exchange.gateway.dependencies.clock.monotonic() - exchange.startMs;
}
