import { z } from "zod";
import { Prisma } from "../../prisma/generated/client/client.ts";
import { apiKeyEntry } from "../../shared/contracts/api_key.ts";
import { uuid } from "../../shared/contracts/identifiers.ts";
import { NotFoundError, UnavailableError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { loadConfiguration, type LoadedConfiguration } from "../explain/load_configuration.ts";
import type { TargetLatencies } from "../explain/target_latencies.ts";
import { conditionsSql } from "../logs/conditions_sql.ts";
import type { LogCondition } from "../logs/log_condition.ts";
import { logConditions, logFilter } from "../logs/log_filter.ts";
import { parseInput } from "../parse_input.ts";
import { findProject } from "../projects/project_service.ts";
import { PinnedRoutes } from "./pinned_routes.ts";
import { findBeginning, readRecorded, type RecordedRequest } from "./recorded_request.ts";
import { recordedOutcome, unknowable } from "./recorded_outcome.ts";
import { type ReplayComparison, ReplaySummary } from "./replay_summary.ts";
import { replayLatencies } from "./replay_latencies.ts";
import { ReplayedConfiguration, type ReplayedKey } from "./replayed_configuration.ts";
import { withinReplayTurn } from "./within_replay_turn.ts";

/** The most requests that one replay goes through, and how many where none are asked for. */
export const REPLAYED_MAX = 50_000;
export const REPLAYED_DEFAULT = 10_000;

export interface ReplayInput {
  tenantId: string;
  projectId: string | null;
  /** As `requestLogs` takes it. */
  filter: unknown;
  last?: number | null | undefined;
  /** The revision that is tried; null: the draft. */
  revision?: number | null | undefined;
  /** The revision that it is held against; null: what was recorded. */
  baseline?: number | null | undefined;
}

export interface DraftReplay extends ReplayComparison {
  /** Null: the draft. */
  revision: LoadedConfiguration["revision"];
  baseline: LoadedConfiguration["revision"];
  /** Requests that were gone through. */
  replayed: number;
  /** When the first and the last of them came in; null where there was none. */
  from: Date | null;
  to: Date | null;
  /** How long it took, milliseconds. */
  tookMs: number;
}

/**
 * Runs the draft, or a revision, over the latest recorded requests without calling anyone, and compares what would become of them
 * with what became of them, or with what another revision would make of them. One replay of a tenant runs at a time
 * (`RateLimitedError`); it ends with `signal`.
 */
export async function replayDraft(call: Call, input: ReplayInput, signal: AbortSignal): Promise<DraftReplay> {
  authorize(call.actor, "draft.replay", input.tenantId);
  const { last, revision, baseline } = parseInput(replayInput, input);
  const { tenantId, projectId, filter } = input;
  const conditions = await readConditions(call, { tenantId, projectId, filter });
  const { searchDb, clock } = call.dependencies;
  const startMs = clock.monotonic();
  const where = conditionsSql(conditions);
  const replay = await withinReplayTurn(searchDb, tenantId, async (transaction) => {
    const tried = await loadConfiguration(transaction, tenantId, revision ?? null);
    const base = baseline == null ? null : await loadConfiguration(transaction, tenantId, baseline);
    const among = { where, last: last ?? REPLAYED_DEFAULT };
    return await goThrough(call, { transaction, tenantId, tried, base, signal, ...among });
  });
  return { ...replay, tookMs: clock.monotonic() - startMs };
}

const replayInput = z.object({
  projectId: uuid.nullable(),
  last: z.int().min(1).max(REPLAYED_MAX).nullish(),
  revision: z.int().min(1).nullish(),
  baseline: z.int().min(1).nullish(),
});

async function readConditions(
  call: Call,
  { tenantId, projectId, filter }: Pick<ReplayInput, "tenantId" | "projectId" | "filter">,
): Promise<LogCondition[]> {
  const parsed = parseInput(logFilter, filter ?? {}, ["input", "filter"]);
  if (projectId === null) return logConditions({ tenantId }, parsed);
  const project = await findProject(call, projectId);
  if (project?.tenantId !== tenantId) throw new NotFoundError();
  return logConditions({ projectId }, parsed);
}

/** Requests between two pauses in which others are served. */
const TURN_REQUESTS = 250;

interface Replay {
  transaction: Transaction;
  tenantId: string;
  where: Prisma.Sql;
  tried: LoadedConfiguration;
  /** Null: what was recorded. */
  base: LoadedConfiguration | null;
  last: number;
  signal: AbortSignal;
}

async function goThrough(call: Call, replay: Replay): Promise<Omit<DraftReplay, "tookMs">> {
  const { transaction, where, last, tried, base, signal } = replay;
  const { clock } = call.dependencies;
  const summary = new ReplaySummary();
  const marks = { revision: tried.revision, baseline: base?.revision ?? null };
  const beginning = await findBeginning(transaction, where, last);
  if (beginning === null) return { ...summary.finish(), ...marks, replayed: 0, from: null, to: null };
  const window = Prisma.sql`${where} AND ${beginning}`;
  const configurations = base === null ? [tried] : [tried, base];
  const among = { tenantId: replay.tenantId, nowMs: clock.now(), configurations };
  const sides = openSides(replay, await replayLatencies(transaction, { where: window, last }, among));
  const range: { replayed: number; from: Date | null; to: Date | null } = { replayed: 0, from: null, to: null };
  for await (const page of readRecorded(transaction, { where, beginning }, last)) {
    await sides.know(page);
    for (const request of page) {
      range.from ??= request.ts;
      range.to = request.ts;
      if (++range.replayed % TURN_REQUESTS === 0) await clock.delay(0);
      if (signal.aborted) throw new UnavailableError("The replay was broken off, because its client has gone.");
      sides.compare(request, summary);
    }
  }
  return { ...summary.finish(), ...marks, ...range };
}

/** What is tried and what it is held against, with what both need to know of the requests. */
function openSides({ transaction, tenantId, tried, base }: Replay, latencies: TargetLatencies) {
  const after = new ReplayedConfiguration(tried, latencies);
  const before = base === null ? null : new ReplayedConfiguration(base, latencies);
  const routes = new PinnedRoutes(transaction, tenantId);
  const keys = new Map<string, ReplayedKey>();
  const names = new Map([...tried.content.policies, ...base?.content.policies ?? []].map(({ id, name }) => [id, name]));
  const nameOf = (policyId: string) => names.get(policyId) ?? keys.get(policyId)?.name ?? null;
  return {
    async know(page: readonly RecordedRequest[]): Promise<void> {
      await routes.know(page);
      await knowKeys(transaction, tenantId, { page, keys });
    },
    compare(request: RecordedRequest, summary: ReplaySummary): void {
      const reason = unknowable(request);
      if (reason !== null) return summary.unknown(request.id, { reason, field: null });
      const facts = { key: keys.get(request.apiKeyId)!, tree: routes.treeOf(request) };
      const was = before === null ? recordedOutcome(request, nameOf) : before.run(request, facts);
      summary.add(request.id, was, after.run(request, facts));
    },
  };
}

/** Limits of a key's own are as they are now: they are no part of a revision. A key that is gone has none. */
async function knowKeys(
  transaction: Transaction,
  tenantId: string,
  { page, keys }: { page: readonly RecordedRequest[]; keys: Map<string, ReplayedKey> },
): Promise<void> {
  const unknown = [...new Set(page.map(({ apiKeyId }) => apiKeyId))].filter((id) => !keys.has(id));
  if (unknown.length === 0) return;
  for (const apiKeyId of unknown) keys.set(apiKeyId, { apiKeyId, name: "", limits: [] });
  const rows = await transaction.apiKey.findMany({
    where: { tenantId, id: { in: unknown } },
    select: { id: true, name: true, limits: true },
  });
  for (const { id, name, limits } of rows) {
    keys.set(id, { apiKeyId: id, name, limits: apiKeyEntry.shape.limits.parse(limits) });
  }
}
