import type { ApiKeyEntry } from "../../contracts/api_key.ts";
import type { ConfigRevision, RevisionAcknowledgement } from "../../contracts/config_revision.ts";
import type { SealedCredential } from "../../contracts/credential.ts";
import type { RequestRecord } from "../../contracts/request_record.ts";
import type { CoolingNotice } from "../breaker_board.ts";

/** A UUIDv7 that is told from others by a small number. */
export function sampleId(n: number): string {
  return `01980000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
}

export function sampleRevision(number: number, tenantId = sampleId(1)): ConfigRevision {
  return {
    schema: 1,
    tenantId,
    timeZone: "UTC",
    projects: [],
    routes: [],
    policies: [],
    providers: [],
    priceOverrides: [],
    priceBookDigest: "sample",
    number,
    hash: number.toString(16).padStart(64, "0"),
    publishedAt: 1_700_000_000_000 + number,
  };
}

export function sampleAcknowledgement(
  instance: string,
  number: number,
  tenantId = sampleId(1),
): RevisionAcknowledgement {
  const { hash } = sampleRevision(number);
  return { instance, tenantId, number, hash, status: "applied", build: "test", at: 1_700_000_000_000 + number };
}

export function sampleCredential(n: number, version: number, tenantId = sampleId(1)): SealedCredential {
  return {
    credentialId: sampleId(n),
    tenantId,
    version,
    state: "active",
    ciphertext: btoa(`ciphertext ${n}.${version}`),
    wrappedKey: btoa("wrapped"),
    masterKeyId: "k1",
  };
}

export function sampleCooling(n: number, model: string | null = null): CoolingNotice {
  return {
    type: "cooling",
    instance: "gateway-a",
    tenantId: sampleId(1),
    provider: "openai",
    providerKind: "openai",
    credentialId: sampleId(n),
    model,
    errorClass: "rate_limited",
  };
}

export function sampleKey(keyId: string, keyVersion: number): ApiKeyEntry {
  return {
    keyId,
    apiKeyId: sampleId(3),
    tenantId: sampleId(1),
    projectId: sampleId(2),
    name: "sample",
    sha256: "ab".repeat(32),
    previous: { sha256: "cd".repeat(32), until: 1_700_000_000_000 },
    state: "active",
    expiresAt: null,
    limits: [],
    tags: { team: "sample" },
    keyVersion,
  };
}

export function sampleRecord(n: number, instance = "gateway-1"): RequestRecord {
  return {
    schema: 1,
    id: sampleId(n),
    ts: 0x019800000000,
    tenantId: sampleId(1),
    projectId: sampleId(2),
    apiKeyId: sampleId(3),
    keyVersion: 1,
    endUser: null,
    tags: {},
    revision: { number: 1, hash: "ab".repeat(32) },
    routeName: "default",
    routePath: [{ path: "", type: "target" }],
    conditionInputs: {},
    dialect: "openai_chat",
    stream: true,
    modelAsked: "default",
    modelServed: "mock-1",
    provider: "mock",
    providerKind: "mock",
    attempts: [{
      target: { provider: "mock", model: "mock-1" },
      credentialId: null,
      startedAt: 0x019800000000,
      firstByteMs: 3.5,
      endMs: 40,
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
    estimatedTokens: 20,
    maxTokensAsked: null,
    tokens: { input: 12, output: 34, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    costNanoUsd: 1_000,
    priceVersion: "sample",
    timings: { queueMs: 0, overheadMs: 0.4, ttftMs: 4, totalMs: 41 },
    replayOf: null,
    traceId: null,
    sequence: { instance, n },
  };
}

/** Records numbered from `first` to `last`. */
export function sampleRecords(first: number, last: number): RequestRecord[] {
  return Array.from({ length: last - first + 1 }, (_, index) => sampleRecord(first + index));
}
