import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { LatencyHistogram } from "./latency_histogram.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What records are told apart by; an empty text stands for none. */
export interface UsageDimensions {
  tenantId: string;
  /** When the hour or day (UTC) began, ISO 8601. */
  at: string;
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
  at: string;
  projectId: string;
  value: string;
  /** Failed or interrupted. */
  errors: number;
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
  const hours = new Starts(HOUR_MS);
  const days = new Starts(DAY_MS);
  for (const record of records) {
    const at = days.of(record.ts);
    const row = heldRow(hourly, record, hours.of(record.ts));
    addRecord(row, record);
    addLatencies(row, record);
    for (const [name, value] of Object.entries(record.tags)) addLabel(labels, record, { kind: "TAG", name, value, at });
    if (record.endUser !== null) addLabel(labels, record, { kind: "END_USER", name: "", value: record.endUser, at });
  }
  const rows = [...hourly.values()];
  return { hourly: rows, daily: byDay(rows), labels: [...labels.values()] };
}

function byDay(hourly: readonly UsageRow[]): UsageRow[] {
  const days = new Starts(DAY_MS);
  const dayOf = ({ at }: UsageRow) => days.of(Date.parse(at));
  // Nearly every batch is of one hour: what it adds to the day is what it adds to the hour.
  if (hourly.every(({ at }) => at === hourly[0]!.at)) return hourly.map((hour) => ({ ...hour, at: dayOf(hour) }));
  const daily = new Map<string, UsageRow>();
  for (const hour of hourly) {
    const at = dayOf(hour);
    const { projectId, apiKeyId, provider, model, routeName, outcome, errorCode } = hour;
    const row = held(
      daily,
      keyOf(at, projectId, apiKeyId, provider, model, routeName, outcome, errorCode),
      () => newRow(hour, at),
    );
    for (const sum of SUMS) row[sum] += hour[sum];
    for (const latency of LATENCIES) row[latency].merge(hour[latency]);
  }
  return [...daily.values()];
}

function heldRow(rows: Map<string, UsageRow>, record: RequestRecord, at: string): UsageRow {
  const { tenantId, projectId, apiKeyId, outcome } = record;
  const provider = storable(record.provider ?? "");
  const model = storable(modelOf(record));
  const routeName = storable(record.routeName ?? "");
  const errorCode = storable(record.errorCode ?? "");
  return held(
    rows,
    keyOf(at, projectId, apiKeyId, provider, model, routeName, outcome, errorCode),
    () => newRow({ tenantId, projectId, apiKeyId, provider, model, routeName, outcome, errorCode }, at),
  );
}

/** Failures count for the model that failed, unless it is one that only the client believes in. */
function modelOf(record: RequestRecord): string {
  if (record.modelServed !== null) return record.modelServed;
  const last = record.attempts.at(-1);
  return last === undefined || last.errorClass === "not_found" ? "" : last.target.model.slice(0, 256);
}

function addLabel(
  rows: Map<string, UsageLabelRow>,
  record: RequestRecord,
  label: Pick<UsageLabelRow, "kind" | "name" | "value" | "at">,
): void {
  const { tenantId, projectId, outcome } = record;
  const { kind, at } = label;
  const name = storable(label.name);
  const value = storable(label.value);
  const row = held(
    rows,
    keyOf(at, projectId, kind, name, value),
    () => ({ tenantId, kind, name, at, projectId, value, ...NOTHING, errors: 0 }),
  );
  addRecord(row, record);
  if (outcome === "failed" || outcome === "interrupted") row.errors++;
}

function addRecord(row: UsageSums, { cacheHit, costNanoUsd, tokens }: RequestRecord): void {
  row.requests++;
  if (cacheHit) row.cacheHits++;
  if (costNanoUsd === null) row.unpriced++;
  else row.costNanoUsd += costNanoUsd;
  row.inputTokens += tokens.input;
  row.outputTokens += tokens.output;
  row.cacheReadTokens += tokens.cacheRead;
  row.cacheWriteTokens += tokens.cacheWrite;
  row.reasoningTokens += tokens.reasoning;
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

const SUMS = Object.keys(NOTHING) as (keyof UsageSums)[];
const LATENCIES = ["totalMs", "ttftMs", "overheadMs"] as const;

function newRow(dimensions: Omit<UsageDimensions, "at">, at: string): UsageRow {
  const { tenantId, projectId, apiKeyId, provider, model, routeName, outcome, errorCode } = dimensions;
  return {
    ...{ tenantId, at, projectId, apiKeyId, provider, model, routeName, outcome, errorCode },
    ...NOTHING,
    totalMs: new LatencyHistogram(),
    ttftMs: new LatencyHistogram(),
    overheadMs: new LatencyHistogram(),
  };
}

function held<Row>(rows: Map<string, Row>, key: string, make: () => Row): Row {
  let row = rows.get(key);
  if (row === undefined) rows.set(key, row = make());
  return row;
}

/** No part has a NUL in it. */
function keyOf(...parts: string[]): string {
  return parts.join("\0");
}

/** When hours or days began, as text; most records of a batch are of the same one. */
class Starts {
  readonly #unitMs: number;
  readonly #texts = new Map<number, string>();

  constructor(unitMs: number) {
    this.#unitMs = unitMs;
  }

  of(ms: number): string {
    const startMs = Math.floor(ms / this.#unitMs) * this.#unitMs;
    let text = this.#texts.get(startMs);
    if (text === undefined) this.#texts.set(startMs, text = new Date(startMs).toISOString());
    return text;
  }
}

/** What Postgres would refuse becomes U+FFFD here already: two texts that it stores as one must be one row. */
function storable(text: string): string {
  return text.isWellFormed() && !text.includes("\0") ? text : text.toWellFormed().replaceAll("\0", "\ufffd");
}
