import fixture from "../../shared/contracts/fixtures/request_record_1.json" with { type: "json" };
import { type RequestRecord, requestRecord } from "../../shared/contracts/request_record.ts";
import { uuidv7, uuidv7Milliseconds } from "../../shared/identifiers/uuid.ts";

const base = requestRecord.parse(fixture);
const COST_NANO_USD = base.costNanoUsd ?? 0;
const DAY_MS = 86_400_000;

/** The epoch that the ledgers of all tenants have. */
export const BENCH_EPOCH = "bench";

const TENANTS = 20;
const KEYS = 10;
const END_USERS = 5_000;
const TEAMS = ["checkout", "search", "support", "growth", "internal"];
const MODELS = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "claude-haiku-4-5", "gemini-2.5-flash", "demo"];

/**
 * A record as a busy deployment writes it: 20 tenants of unequal size with ten keys each, six models, 4 % failed, 2 %
 * cancelled, latencies spread over two orders of magnitude, one tag, one of 5,000 end users of its tenant, and three budgets
 * that it is charged to: the tenant's, the key's and the end user's.
 */
export function benchRecord(n: number, instance: string, random: () => number): RequestRecord {
  const id = uuidv7(Date.now());
  const tenant = Math.floor(TENANTS * random() ** 2);
  const key = Math.floor(KEYS * random() ** 2);
  const model = Math.floor(MODELS.length * random());
  const totalMs = 50 * 40 ** (random() + random()) / 2;
  const luck = random();
  const outcome = luck < 0.04 ? "failed" : luck < 0.06 ? "cancelled" : "completed";
  const apiKeyId = benchId(10_000 + tenant * KEYS + key);
  const endUser = `customer-${Math.floor(END_USERS * random() ** 2)}`;
  const ts = uuidv7Milliseconds(id);
  return {
    ...base,
    id,
    ts,
    tenantId: benchId(tenant),
    projectId: benchId(1_000 + tenant * KEYS + key % 3),
    apiKeyId,
    endUser,
    charges: [
      charge(ts, "month", `${benchId(1)}:spend_month:tenant`),
      charge(ts, "day", `${benchId(2)}:spend_day:api_key:${apiKeyId}`),
      charge(ts, "day", `${benchId(3)}:spend_day:end_user:${endUser}`),
    ],
    ledgerEpoch: BENCH_EPOCH,
    tags: { team: TEAMS[Math.floor(TEAMS.length * random())]! },
    modelServed: outcome === "failed" ? null : MODELS[model]!,
    outcome,
    errorCode: outcome === "failed" ? "upstream_error" : outcome === "cancelled" ? "client_closed_request" : null,
    timings: { queueMs: 0.02, overheadMs: 0.2 + random(), ttftMs: totalMs * 0.3, totalMs },
    sequence: { instance, n },
  };
}

/** Months of 30 days do for what is only added up. */
function charge(ts: number, period: "day" | "month", counterKey: string): RequestRecord["charges"][number] {
  const lengthMs = period === "day" ? DAY_MS : 30 * DAY_MS;
  const periodStart = ts - ts % lengthMs;
  return { counterKey, period, periodStart, periodEnd: periodStart + lengthMs, nanoUsd: COST_NANO_USD };
}

/** An id by number. */
export function benchId(number: number): string {
  return `019348c0-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}
