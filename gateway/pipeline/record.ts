import type { ErrorCode } from "../../shared/contracts/error_code.ts";
import { actualClaims, chargesBudget } from "../../shared/policy/actual_claims.ts";
import type { LedgerClaim } from "../../shared/transport/reservation_ledger.ts";
import type { RequestOutcome } from "../../shared/contracts/request_record.ts";
import { handOver } from "../bodies/gathered_bodies.ts";
import { elapsedMs, type Exchange } from "./exchange.ts";
import { type AnswerUse, estimatedCost, meter, type Metered } from "./meter.ts";
import { BegunRecord } from "./record_text/begun_record.ts";
import { ExchangeRecord } from "./record_text/exchange_record.ts";
import { mergedTags, readTags, readTraceId, type RequestLabels } from "./request_labels.ts";
import { toMicroseconds } from "./to_microseconds.ts";

/** How a request ended. */
export interface Ending {
  outcome: RequestOutcome;
  /** What the client got, or 499. */
  status: number;
  errorCode: ErrorCode | null;
  /** Null when no provider answered. */
  use: AnswerUse | null;
}

/** Writes down that the request is about to be dispatched: from now on a kill of this process leaves a trace of it. */
export function recordBegin(exchange: Exchange): Promise<void> {
  const held = exchange.limits?.held ?? null;
  // What was reserved is charged then, as the ledger does when the reservation expires.
  const claims = held === null ? NO_CLAIMS : exchange.limits!.evaluation.claims;
  const labels = labelsOf(exchange);
  const draft = new BegunRecord(exchange, { claims, labels });
  const reservationId = held === null ? null : exchange.id;
  return exchange.gateway.dependencies.recordLog.begin(draft, { reservationId, nanoUsd: estimatedCost(exchange) });
}

/**
 * Ends a request: meters it, puts it on record, logs it, and lets the process know that it is over. Only the first ending
 * counts. Resolves when the record is safe: the answer's last bytes wait for that. A caller that is not known has no
 * record, because it would be somebody else's.
 */
export async function recordEnding(exchange: Exchange, ending: Ending): Promise<void> {
  if (exchange.ended) return;
  const metered = meter(exchange, ending.use);
  if (metered.estimated) exchange.degradation.push("usage_estimated");
  const totalMs = elapsedMs(exchange);
  const claims = usedClaims(exchange, ending, metered);
  const labels = exchange.key === null ? null : labelsOf(exchange);
  // Not before: a fault up to here ends the request as that fault, and on record.
  exchange.ended = true;
  const { gateway } = exchange;
  const { recordLog, metrics, tracing } = gateway.dependencies;
  const kept = labels === null
    ? null
    : recordLog.finish(new ExchangeRecord(exchange, { ending, metered, totalMs, claims, labels }));
  settle(exchange, claims);
  metrics.ended(exchange, ending, { metered, totalMs });
  tracing?.ended(exchange, ending, { metered, totalMs });
  exchange.client.close();
  logEnding(exchange, ending, { metered, totalMs, traceId: labels?.traceId ?? null });
  try {
    if (kept !== null) await kept;
    handOver(exchange);
  } finally {
    gateway.leave();
  }
}

/** Ends a request that asked no model, and so is no record's business. */
export function endUnrecorded(exchange: Exchange): void {
  if (exchange.ended) return;
  exchange.ended = true;
  exchange.client.close();
  exchange.gateway.leave();
}

/** What the request used of what it holds. */
function usedClaims({ limits, candidate }: Exchange, ending: Ending, metered: Metered): readonly LedgerClaim[] {
  if (limits === null || limits.held === null) return NO_CLAIMS;
  const served = ending.use === null ? null : candidate!.target;
  return actualClaims(limits.evaluation, { served, tokens: metered.tokens, nanoUsd: metered.costNanoUsd });
}

/** In the turn in which the record was written: a renewal in between could change the epoch. Nobody waits for it. */
function settle({ key, limits, gateway }: Exchange, claims: readonly LedgerClaim[]): void {
  const held = limits?.held ?? null;
  if (held === null) return;
  const isCharged = key !== null && claims.some(chargesBudget);
  gateway.dependencies.limiter.settle(held, claims, isCharged);
}

/** Read once: the record is written at dispatch and at the end. */
function labelsOf(exchange: Exchange): RequestLabels {
  return exchange.labels ??= readLabels(exchange);
}

function readLabels({ key, origin, request }: Exchange): RequestLabels {
  return { tags: origin?.tags ?? mergedTags(key!.tags, readTags(request)), traceId: readTraceId(request) };
}

/** One event a request, without anything that the client or a provider wrote in its bodies. */
function logEnding(
  exchange: Exchange,
  ending: Ending,
  { metered, totalMs, traceId }: { metered: Metered; totalMs: number; traceId: string | null },
): void {
  const { key, route, candidate } = exchange;
  const { logger } = exchange.gateway.dependencies;
  if (logger.tellsInfo === false) return;
  logger.info("request", {
    requestId: exchange.id,
    traceId,
    tenantId: key?.tenantId ?? null,
    projectId: key?.projectId ?? null,
    apiKeyId: key?.apiKeyId ?? null,
    revision: exchange.caller?.tenant.label ?? null,
    route: route?.route?.name ?? null,
    dialect: exchange.dialect.name,
    provider: candidate?.target.provider ?? null,
    stream: exchange.asked?.facts.stream ?? null,
    outcome: ending.outcome,
    status: ending.status,
    errorCode: ending.errorCode,
    attempts: exchange.attempts.length,
    inputTokens: metered.tokens.input,
    outputTokens: metered.tokens.output,
    costNanoUsd: metered.costNanoUsd,
    ttftMs: exchange.ttftMs === null ? null : toMicroseconds(exchange.ttftMs),
    overheadMs: toMicroseconds(totalMs - exchange.waitedMs),
    totalMs: toMicroseconds(totalMs),
  });
}

const NO_CLAIMS: readonly LedgerClaim[] = [];
