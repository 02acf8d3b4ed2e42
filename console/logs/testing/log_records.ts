import type { LogDetail, LogRow } from "../request_log.ts";

/** A line of the log, of the request with this number. Higher numbers are newer. */
export function logRow(number: number, change: Partial<LogRow> = {}): LogRow {
  const requestId = requestIdOf(number);
  return {
    id: `global-${requestId}`,
    requestId,
    ts: new Date(BEGIN_MS + number).toISOString(),
    outcome: "COMPLETED",
    status: 200,
    errorCode: null,
    modelAsked: "fast",
    modelServed: "demo",
    provider: "mock",
    routeName: "fast",
    apiKeyId: "key-1",
    stream: false,
    endUser: "ada",
    tags: { team: "search" },
    dialect: "OPENAI_CHAT",
    cacheHit: false,
    revisionNumber: 7,
    traceId: null,
    calls: [{ provider: "mock" }, { provider: "mock" }],
    costNanoUsd: "1500",
    tokens: { input: 1_200, output: 34, cacheRead: 200, reasoning: 0 },
    timings: { queueMs: 0.2, overheadMs: 1.4, ttftMs: 12.5, totalMs: 820 },
    ...change,
  };
}

/** The whole record of the same request: failed over once, denied by nobody, priced. */
export function logDetail(number: number, change: Partial<LogDetail> = {}): LogDetail {
  const row = logRow(number);
  return {
    ...row,
    apiKey: { id: "key-1", keyId: "abc123def456", name: "Web shop" },
    keyVersion: 1,
    project: { id: "project-web", name: "web" },
    revisionHash: "0123456789abcdef".repeat(4),
    revision: {
      id: "revision-7",
      publishedAt: "2026-11-20T09:00:00.000Z",
      message: "Cheaper",
      publishedBy: { name: "Ada", email: "ada@example.com" },
    },
    routePath: [{ path: "", type: "fallback", chose: 1 }, { path: "/children/1", type: "target", chose: null }],
    conditionInputs: {},
    providerKind: "MOCK",
    attempts: [
      attemptAt(row.ts, { model: "error-500", outcome: "FAILED", status: 500, error: "broken", endMs: 20 }),
      attemptAt(row.ts, {}),
    ],
    policyVerdicts: [],
    charges: [],
    degradation: [],
    droppedFields: ["logit_bias"],
    estimatedTokens: 1_190,
    maxTokensAsked: 256,
    tokens: { ...row.tokens, cacheWrite: 0 },
    costBreakdown: { items: [], multiplier: 1, priceSource: null, unknownBecause: "OTHER_PRICES" },
    priceVersion: "p1",
    replayOf: null,
    original: null,
    replays: { edges: [] },
    sequence: { instance: "one", n: "42" },
    ...change,
  };
}

export function requestIdOf(number: number): string {
  return `01a20a7f-${String(number).padStart(4, "0")}-7000-8000-000000000000`;
}

const BEGIN_MS = Date.parse("2026-11-23T10:00:00.000Z");

function attemptAt(startedAt: string, change: Partial<LogDetail["attempts"][number]>): LogDetail["attempts"][number] {
  return {
    provider: "mock",
    model: "demo",
    credentialId: null,
    startedAt,
    firstByteMs: 10,
    endMs: 800,
    outcome: "COMPLETED",
    status: 200,
    errorClass: null,
    error: null,
    ...change,
  };
}
