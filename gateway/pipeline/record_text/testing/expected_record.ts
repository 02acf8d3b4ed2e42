import type { UnnumberedRecord } from "../../../records/record_log.ts";
import type { Exchange } from "../../exchange.ts";
import { toMicroseconds } from "../../to_microseconds.ts";
import type { RecordedEnding } from "../exchange_record.ts";

/** What the record of a request says, field by field. */
export function expectedRecord(exchange: Exchange, ended: RecordedEnding): UnnumberedRecord {
  const { key, caller, asked, route, candidate, provider, limits } = exchange;
  const { ending, metered, totalMs, claims, labels } = ended;
  const revision = caller?.tenant.revision;
  const modelServed = ending.use === null ? null : ending.use.facts.modelServed ?? candidate?.target.model ?? null;
  return {
    schema: 1,
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
    modelServed: modelServed?.slice(0, 256).toWellFormed() ?? null,
    provider: exchange.cache?.answer?.target.provider ?? candidate?.target.provider ?? null,
    providerKind: provider?.kind ?? null,
    attempts: exchange.attempts,
    outcome: ending.outcome,
    status: ending.status,
    errorCode: ending.errorCode,
    policyVerdicts: limits === null ? [] : [...limits.verdicts],
    charges: claims.flatMap((claim) => {
      if (claim.type !== "spend" || claim.amount === 0) return [];
      const { counterKey, period, periodStart, periodEnd, amount } = claim;
      return [{ counterKey, period, periodStart, periodEnd, nanoUsd: amount }];
    }),
    ledgerEpoch: limits?.held?.open.epoch ?? null,
    degradation: exchange.degradation,
    cacheHit: exchange.cache?.state === "hit",
    droppedFields: exchange.droppedFields.slice(0, 64).map((field) => field.slice(0, 128)),
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
