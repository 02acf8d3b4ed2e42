import assert from "node:assert/strict";
import fc from "fast-check";
import { dialect, requestOutcome, type RequestRecord } from "../../shared/contracts/request_record.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { test } from "../../testing/test.ts";
import { ValidationError } from "../api_error.ts";
import { commitRecords } from "../recorder/commit_records.ts";
import { recorderFixture } from "../recorder/testing/recorder_fixture.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { logConditions, type LogFilter } from "./log_filter.ts";
import { matchesRecord } from "./match_record.ts";
import { findLog, logCursor, type LogPage, readLogs } from "./read_logs.ts";

const HOUR_MS = 3_600_000;
// Two days, so that there are several partitions.
const startMs = Date.now() - 30 * HOUR_MS;
const projects = [uuidv7(1), uuidv7(2)];
const keys = [uuidv7(3), uuidv7(4)];
const outcomes = requestOutcome.options;
const statuses = [0, 200, 429, 499, 502];
const names = [null, "a", "b", "A"];
const totals = [0, 0.1, 0.3, 0.7, 41.3, 1_000];
const costs = [null, 0, 1, 1_000, 9_007_199_254_740_991];

/** Takes the next of some values by a number's own digits, so that combinations differ. */
function pick<T>(values: readonly T[], n: number, stride: number): T {
  return values[Math.floor(n / stride) % values.length]!;
}

function variedRecord(n: number): RequestRecord {
  return sampleRecord(n, {
    // Some share a millisecond.
    atMs: startMs + Math.floor(n / 3) * HOUR_MS / 4,
    projectId: pick(projects, n, 1),
    apiKeyId: pick(keys, n, 2),
    outcome: pick(outcomes, n, 1),
    dialect: pick(dialect.options, n, 3),
    status: pick(statuses, n, 3),
    modelAsked: pick(names, n, 1),
    modelServed: pick(names, n, 4),
    provider: pick(names, n, 2),
    routeName: pick(names, n, 5),
    endUser: pick(names, n, 7),
    errorCode: pick(names, n, 3),
    stream: pick([true, true, false], n, 1),
    tags: pick([{}, { team: "a" }, { team: "b", "": "x" }] as Record<string, string>[], n, 2),
    costNanoUsd: pick(costs, n, 3),
    timings: { queueMs: 0, overheadMs: 1, ttftMs: null, totalMs: pick(totals, n, 1) },
  });
}

const records = Array.from({ length: 240 }, (_, index) => variedRecord(index + 1));
const name = fc.constantFrom("a", "b", "A", "c");
const time = fc.integer({ min: 0, max: 30 * 4 }).map((quarters) => new Date(startMs + quarters * HOUR_MS / 4));

const filters: fc.Arbitrary<LogFilter> = fc.record({
  outcome: fc.subarray([...outcomes]),
  model: name,
  provider: name,
  routeName: name,
  dialect: fc.constantFrom(...dialect.options),
  stream: fc.boolean(),
  statusMin: fc.constantFrom(0, 200, 201, 500),
  statusMax: fc.constantFrom(0, 200, 429, 599),
  errorCode: name,
  apiKeyId: fc.constantFrom(...keys),
  endUser: name,
  tag: fc.record({ name: fc.constantFrom("team", "", "constructor"), value: fc.constantFrom("a", "b", "x") }),
  from: time,
  to: time,
  minCostNanoUsd: fc.constantFrom(0n, 1n, 2n, 9_007_199_254_740_991n),
  minTotalMs: fc.constantFrom(...totals, 0.2, 0.7000001),
  requestId: fc.constantFrom(...records.slice(0, 20).map((record) => record.id)),
}, { requiredKeys: [] }).map((filter) =>
  // Otherwise nearly every filter would leave nothing over.
  Object.fromEntries(Object.entries(filter).slice(0, 3))
);

const all = (project: number): LogPage & { conditions: ReturnType<typeof logConditions> } => ({
  conditions: logConditions({ projectId: projects[project]! }, {}),
  limit: 1_000,
});

test("readLogs() and matchesRecord() agree about every filter", async () => {
  await using fixture = await recorderFixture();
  await commitRecords({ ...fixture.commit, retentionDays: 400 }, records);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...projects), filters, async (projectId, filter) => {
      const conditions = logConditions({ projectId }, filter);
      const stored = await readLogs(fixture.db, conditions, { limit: 1_000 });
      const matched = records.filter((record) => matchesRecord(conditions, record));
      assert.deepEqual(
        stored.map((record) => record.id),
        matched.map((record) => record.id).toSorted().toReversed(),
      );
    }),
    { numRuns: 300 },
  );
});

test("readLogs() takes every single field of the filter", async () => {
  await using fixture = await recorderFixture();
  await commitRecords({ ...fixture.commit, retentionDays: 400 }, records);
  const singles: LogFilter[] = [
    { outcome: ["failed", "interrupted"] },
    { model: "a" },
    { provider: "a" },
    { routeName: "a" },
    { dialect: "openai_chat" },
    { stream: true },
    { statusMin: 429 },
    { statusMax: 200 },
    { errorCode: "a" },
    { apiKeyId: keys[0]! },
    { endUser: "a" },
    { tag: { name: "team", value: "a" } },
    { from: new Date(startMs + 5 * HOUR_MS) },
    { to: new Date(startMs + 5 * HOUR_MS) },
    { minCostNanoUsd: 1_000n },
    { minTotalMs: 0.7 },
    { requestId: records[1]!.id },
  ];
  for (const filter of singles) {
    const stored = await readLogs(fixture.db, logConditions({ projectId: projects[0]! }, filter), { limit: 1_000 });
    assert.ok(stored.length > 0 && stored.length < 120, `${Object.keys(filter)}: ${stored.length}`);
  }
});

test("readLogs() pages through everything once, in both directions", async () => {
  await using fixture = await recorderFixture();
  await commitRecords({ ...fixture.commit, retentionDays: 400 }, records);
  const expected = records.filter((record) => record.projectId === projects[0]).map((record) => record.id).toSorted();
  const { conditions } = all(0);
  for (const limit of [1, 7, 200]) {
    const down: string[] = [];
    for (let after: string | undefined, more = true; more;) {
      const page = await readLogs(fixture.db, conditions, { after, limit });
      down.push(...page.map((record) => record.id));
      after = page.at(-1) && logCursor(page.at(-1)!);
      more = page.length === limit;
    }
    assert.deepEqual(down, expected.toReversed());
  }
  const up: string[] = [];
  for (let before: string | undefined, more = true; more;) {
    const page = await readLogs(fixture.db, conditions, { before, limit: 50, oldestFirst: true });
    up.push(...page.map((record) => record.id));
    before = page.at(-1) && logCursor(page.at(-1)!);
    more = page.length === 50;
  }
  assert.deepEqual(up, expected);
});

test("readLogs() leaves out partitions that a bound or a cursor rules out", async () => {
  await using fixture = await recorderFixture();
  await commitRecords({ ...fixture.commit, retentionDays: 400 }, records);
  const oldest = records[0]!;
  const queries: string[] = [];
  const watched = fixture.db.$extends({
    query: { $queryRaw: ({ args, query }) => (queries.push(args.text), query(args)) },
  });
  await readLogs(watched as unknown as typeof fixture.db, all(0).conditions, { after: logCursor(oldest), limit: 5 });
  const values = [projects[0], new Date(oldest.ts), new Date(oldest.ts), oldest.id, 5];
  const plan = await fixture.db.$queryRawUnsafe<{ "QUERY PLAN": string }[]>(`EXPLAIN ${queries[0]}`, ...values);
  const text = plan.map((line) => line["QUERY PLAN"]).join("\n");
  assert.equal(text.match(/Scan[^\n]* on request_log_2/g)?.length, 1, text);
});

test("readLogs() refuses a cursor that is not its own", async () => {
  await using fixture = await recorderFixture();
  for (const after of ["", "x", btoa("log:1"), btoa(records[0]!.id), `${btoa("log:")}é`]) {
    await assert.rejects(readLogs(fixture.db, all(0).conditions, { after, limit: 5 }), ValidationError, after);
  }
});

test("findLog() finds a record by its id alone", async () => {
  await using fixture = await recorderFixture();
  const record = sampleRecord(1, { timings: { queueMs: 0, overheadMs: 0.5, ttftMs: null, totalMs: 2 } });
  await commitRecords(fixture.commit, [record]);
  assert.deepEqual(await findLog(fixture.db, record.id), record);
  assert.equal(await findLog(fixture.db, uuidv7(Date.now())), null);
});
