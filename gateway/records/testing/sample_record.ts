import { uuidv7, uuidv7Milliseconds } from "../../../shared/identifiers/uuid.ts";
import type { UnnumberedRecord } from "../record_log.ts";

const startMs = Date.UTC(2026, 0, 1);
let made = 0;

/** A record of a finished chat request; the fields given replace its own. */
export function sampleRecord(fields: Partial<UnnumberedRecord> = {}): UnnumberedRecord {
  const id = fields.id ?? uuidv7(startMs + made++);
  return {
    schema: 1,
    id,
    ts: uuidv7Milliseconds(id),
    tenantId: "01980000-0000-7000-8000-000000000001",
    projectId: "01980000-0000-7000-8000-000000000002",
    apiKeyId: "01980000-0000-7000-8000-000000000003",
    keyVersion: 1,
    endUser: null,
    tags: {},
    revision: { number: 1, hash: "0".repeat(64) },
    routeName: "default",
    routePath: [{ path: "", type: "target" }],
    conditionInputs: {},
    dialect: "openai_chat",
    stream: false,
    modelAsked: "default",
    modelServed: "mock-1",
    provider: "mock",
    providerKind: "mock",
    attempts: [{
      target: { provider: "mock", model: "mock-1" },
      credentialId: null,
      startedAt: startMs,
      firstByteMs: 1.25,
      endMs: 2.5,
      outcome: "completed",
      errorClass: null,
      status: 200,
      error: null,
    }],
    outcome: "completed",
    status: 200,
    errorCode: null,
    policyVerdicts: [],
    charges: [],
    degradation: [],
    cacheHit: false,
    droppedFields: [],
    estimatedTokens: 12,
    maxTokensAsked: null,
    tokens: { input: 12, output: 34, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    costNanoUsd: 1_000,
    priceVersion: "test",
    timings: { queueMs: 0, overheadMs: 0.2, ttftMs: 2.5, totalMs: 3 },
    replayOf: null,
    traceId: null,
    ...fields,
  };
}

/** The same request as it stands when it is dispatched. */
export function begunRecord(record: UnnumberedRecord): UnnumberedRecord {
  const tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
  const timings = { queueMs: 0, overheadMs: 0, ttftMs: null, totalMs: 0 };
  return { ...record, attempts: [], outcome: "completed", status: 200, tokens, costNanoUsd: null, timings };
}
