import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { LatencyHistogram } from "./latency_histogram.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What records are told apart by; an empty text stands for none. */
export interface UsageDimensions {
  tenantId: string;
  /** When the hour or day (UTC) began, in epoch milliseconds. */
  at: number;
  projectId: string;
  apiKeyId: string;
  provider: string;
  model: string;
  routeName: string;
  outcome: RequestRecord["outcome"];
  errorCode: string;
}

/** What is summed up. */
export interface UsageSums {
  requests: number;
  cacheHits: number;
  /** Requests that have no cost because their model has no known price. */
  unpriced: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  reasoningTokens: number;
  costNanoUsd: number;
}

/** A row of UsageHourly or UsageDaily, or what a batch adds to one. Latencies are those of completed requests. */
export interface UsageRow extends UsageDimensions, UsageSums {
  totalMs: LatencyHistogram;
  /** Of those that had a first token. */
  ttftMs: LatencyHistogram;
  overheadMs: LatencyHistogram;
}

/** A row of UsageLabelDaily, or what a batch adds to one. */
export interface UsageLabelRow extends UsageSums {
  tenantId: string;
  kind: "END_USER" | "TAG";
  /** The tag's; empty for an end user. */
  name: string;
  at: number;
  projectId: string;
  value: string;
  errors: number;
  cancelled: number;
  denied: number;
}

/** What records add to the rollups: one row for each key that occurs among them. */
export interface UsageRows {
  hourly: UsageRow[];
  daily: UsageRow[];
  labels: UsageLabelRow[];
}

/** Sums records up. Costs, tokens and counts are exact: a batch's are far below 2^53. */
export function usageRows(records: readonly RequestRecord[]): UsageRows {
  const hourly = new Map<string, UsageRow>();
  const labels = new Map<string, UsageLabelRow>();
  for (const record of records) {
    const row = held(hourly, dimensionsOf(record), newRow);
    addSums(row, sumsOf(record));
    addLatencies(row, record);
    for (const label of labelsOf(record)) addLabel(held(labels, label, newLabelRow), record);
  }
  return { hourly: [...hourly.values()], daily: byDay(hourly.values()), labels: [...labels.values()] };
}

function byDay(hourly: Iterable<UsageRow>): UsageRow[] {
  const daily = new Map<string, UsageRow>();
  for (const hour of hourly) {
    const { tenantId, at, projectId, apiKeyId, provider, model, routeName, outcome, errorCode } = hour;
    const day = {
      tenantId,
      at: startOf(at, DAY_MS),
      projectId,
      apiKeyId,
      provider,
      model,
      routeName,
      outcome,
      errorCode,
    };
    const row = held(daily, day, newRow);
    addSums(row, hour);
    row.totalMs.merge(hour.totalMs);
    row.ttftMs.merge(hour.ttftMs);
    row.overheadMs.merge(hour.overheadMs);
  }
  return [...daily.values()];
}

function dimensionsOf(record: RequestRecord): UsageDimensions {
  return {
    tenantId: record.tenantId,
    at: startOf(record.ts, HOUR_MS),
    projectId: record.projectId,
    apiKeyId: record.apiKeyId,
    provider: storable(record.provider ?? ""),
    model: storable(modelOf(record)),
    routeName: storable(record.routeName ?? ""),
    outcome: record.outcome,
    errorCode: storable(record.errorCode ?? ""),
  };
}

/** Failures count for the model that failed, unless it is one that only the client believes in. */
function modelOf(record: RequestRecord): string {
  if (record.modelServed !== null) return record.modelServed;
  const last = record.attempts.at(-1);
  return last === undefined || last.errorClass === "not_found" ? "" : last.target.model.slice(0, 256);
}

type Label = Pick<UsageLabelRow, "tenantId" | "kind" | "name" | "at" | "projectId" | "value">;

function labelsOf({ tenantId, projectId, ts, endUser, tags }: RequestRecord): Label[] {
  const at = startOf(ts, DAY_MS);
  const labels: Label[] = Object.entries(tags).map(([name, value]) => ({
    tenantId,
    kind: "TAG",
    name: storable(name),
    at,
    projectId,
    value: storable(value),
  }));
  if (endUser !== null) labels.push({ tenantId, kind: "END_USER", name: "", at, projectId, value: storable(endUser) });
  return labels;
}

function addLabel(row: UsageLabelRow, record: RequestRecord): void {
  addSums(row, sumsOf(record));
  if (record.outcome === "failed" || record.outcome === "interrupted") row.errors++;
  if (record.outcome === "cancelled") row.cancelled++;
  if (record.outcome === "denied") row.denied++;
}

function sumsOf({ cacheHit, costNanoUsd, tokens }: RequestRecord): UsageSums {
  return {
    requests: 1,
    cacheHits: cacheHit ? 1 : 0,
    unpriced: costNanoUsd === null ? 1 : 0,
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    cacheReadTokens: tokens.cacheRead,
    cacheWriteTokens: tokens.cacheWrite,
    reasoningTokens: tokens.reasoning,
    costNanoUsd: costNanoUsd ?? 0,
  };
}

function addSums(row: UsageSums, more: UsageSums): void {
  row.requests += more.requests;
  row.cacheHits += more.cacheHits;
  row.unpriced += more.unpriced;
  row.inputTokens += more.inputTokens;
  row.outputTokens += more.outputTokens;
  row.cacheReadTokens += more.cacheReadTokens;
  row.cacheWriteTokens += more.cacheWriteTokens;
  row.reasoningTokens += more.reasoningTokens;
  row.costNanoUsd += more.costNanoUsd;
}

function addLatencies(row: UsageRow, { outcome, timings }: RequestRecord): void {
  if (outcome !== "completed") return;
  row.totalMs.add(timings.totalMs);
  row.overheadMs.add(timings.overheadMs);
  if (timings.ttftMs !== null) row.ttftMs.add(timings.ttftMs);
}

const NOTHING: UsageSums = {
  requests: 0,
  cacheHits: 0,
  unpriced: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  costNanoUsd: 0,
};

function newRow(dimensions: UsageDimensions): UsageRow {
  return {
    ...dimensions,
    ...NOTHING,
    totalMs: new LatencyHistogram(),
    ttftMs: new LatencyHistogram(),
    overheadMs: new LatencyHistogram(),
  };
}

function newLabelRow(label: Label): UsageLabelRow {
  return { ...label, ...NOTHING, errors: 0, cancelled: 0, denied: 0 };
}

function held<Key extends object, Row>(rows: Map<string, Row>, key: Key, make: (key: Key) => Row): Row {
  const id = JSON.stringify(Object.values(key));
  const found = rows.get(id);
  if (found !== undefined) return found;
  const made = make(key);
  rows.set(id, made);
  return made;
}

function startOf(ms: number, unitMs: number): number {
  return Math.floor(ms / unitMs) * unitMs;
}

/** What Postgres would refuse becomes U+FFFD here already: two texts that it stores as one must be one row. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}
