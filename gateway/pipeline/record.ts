import type { ErrorCode } from "../../shared/contracts/error_code.ts";
import { actualClaims, charges } from "../../shared/policy/actual_claims.ts";
import type { LedgerClaim } from "../../shared/transport/reservation_ledger.ts";
import { REQUEST_RECORD_SCHEMA, type RequestOutcome } from "../../shared/contracts/request_record.ts";
import type { UnnumberedRecord } from "../records/record_log.ts";
import { handOver } from "../bodies/gathered_bodies.ts";
import { elapsedMs, type Exchange } from "./exchange.ts";
import { type AnswerUse, estimatedCost, meter, type Metered } from "./meter.ts";
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
  const ending: Ending = { outcome: "interrupted", status: 0, errorCode: "process_interrupted", use: null };
  const nothing: Metered = { ...meter(exchange, null), costNanoUsd: null };
  const held = exchange.limits?.held ?? null;
  // What was reserved is charged then, as the ledger does when the reservation expires.
  const claims = held === null ? NO_CLAIMS : exchange.limits!.evaluation.claims;
  const record = writeRecord(exchange, ending, { metered: nothing, totalMs: 0, claims });
  const reservationId = held === null ? null : exchange.id;
  return exchange.gateway.dependencies.recordLog.begin(record, { reservationId, nanoUsd: estimatedCost(exchange) });
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
  const record = exchange.key === null ? null : writeRecord(exchange, ending, { metered, totalMs, claims });
  // Not before: a fault up to here ends the request as that fault, and on record.
  exchange.ended = true;
  settle(exchange, claims, record);
  exchange.gateway.dependencies.metrics.ended(exchange, ending, { metered, totalMs });
  exchange.gateway.dependencies.tracing?.ended(exchange, ending, { metered, totalMs });
  exchange.client.close();
  logEnding(exchange, ending, { metered, totalMs, traceId: record?.traceId ?? null });
  const { gateway } = exchange;
  try {
    if (record !== null) await gateway.dependencies.recordLog.finish(record);
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
function settle(exchange: Exchange, claims: readonly LedgerClaim[], record: UnnumberedRecord | null): void {
  const held = exchange.limits?.held ?? null;
  if (held === null) return;
  const isCharged = record !== null && record.charges.length > 0;
  exchange.gateway.dependencies.limiter.settle(held, claims, isCharged);
}

function writeRecord(
  exchange: Exchange,
  ending: Ending,
  measured: { metered: Metered; totalMs: number; claims: readonly LedgerClaim[] },
): UnnumberedRecord {
  const { key, caller, asked, route, candidate, provider, limits } = exchange;
  const { metered, totalMs, claims } = measured;
  const revision = caller?.tenant.revision;
  // Read once: the record is written at dispatch and at the end.
  const labels = exchange.labels ??= readLabels(exchange);
  const modelServed = ending.use === null ? null : ending.use.facts.modelServed ?? candidate?.target.model ?? null;
  return {
    schema: REQUEST_RECORD_SCHEMA,
    id: exchange.id,
    ts: exchange.ts,
    tenantId: key!.tenantId,
    projectId: key!.projectId,
    apiKeyId: key!.apiKeyId,
    keyVersion: key!.keyVersion,
    endUser: asked?.endUser ?? null,
    tags: labels.tags,
    revision: revision === undefined ? null : { number: revision.number, hash: revision.hash },
    routeName: route?.route?.name ?? null,
    routePath: candidate === null ? [] : [...candidate.path],
    conditionInputs: { ...route?.plan.seen },
    dialect: exchange.dialect.name,
    stream: asked?.facts.stream ?? false,
    modelAsked: asked?.facts.model ?? null,
    modelServed: modelServed?.slice(0, 256) ?? null,
    provider: exchange.cache?.answer?.target.provider ?? candidate?.target.provider ?? null,
    providerKind: provider?.kind ?? null,
    attempts: exchange.attempts,
    outcome: ending.outcome,
    status: ending.status,
    errorCode: ending.errorCode,
    policyVerdicts: limits === null ? [] : [...limits.verdicts],
    charges: charges(claims),
    ledgerEpoch: limits?.held?.open.epoch ?? null,
    degradation: exchange.degradation,
    cacheHit: exchange.cache?.state === "hit",
    droppedFields: exchange.droppedFields.slice(0, DROPPED_FIELDS_MAX).map((field) => field.slice(0, 128)),
    estimatedTokens: asked?.estimatedTokens ?? 0,
    maxTokensAsked: asked?.facts.maxTokensAsked ?? null,
    tokens: metered.tokens,
    costNanoUsd: metered.costNanoUsd,
    priceVersion: metered.priceVersion,
    timings: {
      queueMs: toMicroseconds(exchange.queueMs),
      overheadMs: toMicroseconds(Math.max(0, totalMs - exchange.waitedMs)),
      ttftMs: exchange.ttftMs === null ? null : toMicroseconds(exchange.ttftMs),
      totalMs: toMicroseconds(totalMs),
    },
    ...(exchange.bodies !== null && { bodies: exchange.bodies.mark }),
    replayOf: exchange.origin?.replayOf ?? null,
    traceId: labels.traceId,
  };
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
  exchange.gateway.dependencies.logger.info("request", {
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

/** A request with thousands of fields that a provider does not have needs no record of each. */
const DROPPED_FIELDS_MAX = 64;
