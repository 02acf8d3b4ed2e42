import type { ErrorCode } from "../../shared/contracts/error_code.ts";
import { REQUEST_RECORD_SCHEMA, type RequestOutcome } from "../../shared/contracts/request_record.ts";
import { handOver } from "../bodies/gathered_bodies.ts";
import type { Admission } from "../limits/limiter.ts";
import type { UnnumberedRecord } from "../records/record_log.ts";
import { elapsedMs, type Exchange } from "./exchange.ts";
import { type AnswerUse, estimatedCost, meter, type Metered } from "./meter.ts";
import { readTags, readTraceId } from "./request_labels.ts";

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
export function recordBegin(exchange: Exchange, admission: Admission): Promise<void> {
  const ending: Ending = { outcome: "interrupted", status: 0, errorCode: "process_interrupted", use: null };
  const nothing: Metered = { ...meter(exchange, null), costNanoUsd: null };
  const record = writeRecord(exchange, ending, { metered: nothing, totalMs: 0 });
  const { reservationId } = admission;
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
  const record = exchange.key === null ? null : writeRecord(exchange, ending, { metered, totalMs });
  // Not before: a fault up to here ends the request as that fault, and on record.
  exchange.ended = true;
  exchange.client.close();
  logEnding(exchange, ending, { metered, totalMs });
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

function writeRecord(
  exchange: Exchange,
  ending: Ending,
  measured: { metered: Metered; totalMs: number },
): UnnumberedRecord {
  const { key, caller, asked, route, candidate, provider } = exchange;
  const { metered, totalMs } = measured;
  const revision = caller?.tenant.revision;
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
    tags: readTags(exchange.request),
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
    policyVerdicts: [],
    charges: [],
    degradation: exchange.degradation,
    cacheHit: exchange.cache?.state === "hit",
    droppedFields: exchange.droppedFields.slice(0, DROPPED_FIELDS_MAX).map((field) => field.slice(0, 128)),
    estimatedTokens: asked?.estimatedTokens ?? 0,
    maxTokensAsked: asked?.facts.maxTokensAsked ?? null,
    tokens: metered.tokens,
    costNanoUsd: metered.costNanoUsd,
    priceVersion: metered.priceVersion,
    timings: {
      queueMs: exchange.queueMs,
      overheadMs: Math.max(0, totalMs - exchange.waitedMs),
      ttftMs: exchange.ttftMs,
      totalMs,
    },
    ...(exchange.bodies !== null && { bodies: exchange.bodies.mark }),
    replayOf: null,
    traceId: readTraceId(exchange.request),
  };
}

/** One event a request, without anything that the client or a provider wrote in its bodies. */
function logEnding(exchange: Exchange, ending: Ending, measured: { metered: Metered; totalMs: number }): void {
  const { key, route, candidate } = exchange;
  const { metered, totalMs } = measured;
  exchange.gateway.dependencies.logger.info("request", {
    requestId: exchange.id,
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
    ttftMs: exchange.ttftMs,
    overheadMs: totalMs - exchange.waitedMs,
    totalMs,
  });
}

/** A request with thousands of fields that a provider does not have needs no record of each. */
const DROPPED_FIELDS_MAX = 64;
