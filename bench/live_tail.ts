import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import process from "node:process";
import { createParser } from "eventsource-parser";
import { startControlPlane } from "../control-plane/control_plane.ts";
import { openDatabase } from "../control-plane/database.ts";
import { encodeGlobalId } from "../control-plane/graphql/global_id.ts";
import { sampleRecord } from "../control-plane/recorder/testing/sample_record.ts";
import { ADMIN, testConfig } from "../control-plane/testing/test_control_plane.ts";
import { systemClock } from "../shared/time/clock.ts";
import { redisTransport } from "../shared/transport/redis/redis_transport.ts";
import { startRedis, withDatabase } from "../testing/services.ts";
import { written } from "../shared/transport/contract/written.ts";

/**
 * What live tails cost the control plane: `deno run -A bench/live_tail.ts [--rate 1000] [--subscribers 50] [--seconds 8]`.
 *
 * A control plane with a real Redis and Postgres in this process; the gateway that ships records and the subscribers, over
 * server-sent events, in processes of their own. Lag is from the record's making to its event at the client; the CPU is the
 * control plane's, its recorder included (the first row is that alone). Every record has one of as many end users as there
 * are subscribers.
 */
const options = parseArgs({
  options: {
    role: { type: "string", default: "all" },
    rate: { type: "string", default: "1000" },
    subscribers: { type: "string", default: "50" },
    seconds: { type: "string", default: "8" },
    url: { type: "string", default: "" },
    project: { type: "string", default: "" },
    tenant: { type: "string", default: "" },
    filter: { type: "string", default: "own" },
  },
}).values;
const RATE = Number(options.rate);
const SUBSCRIBERS = Number(options.subscribers);
const SECONDS = Number(options.seconds);
const TICK_MS = 50;
/** After so long without an event none will come. */
const QUIET_MS = 3_000;

/** What a client that shows a list asks for. */
const TAIL = `subscription ($projectId: ID!, $filter: RequestLogFilter) {
  requestLogTail(projectId: $projectId, filter: $filter) {
    cursor dropped gap
    log { id ts outcome status modelAsked modelServed provider routeName costNanoUsd tokens { input output } timings { totalMs ttftMs } }
  }
}`;

interface Scenario {
  /** What each subscriber wants of the records. */
  wanted: string;
  filter: "none" | "own" | "failed" | "all";
  /** How many events all of them together want. */
  wants(shipped: number): number;
}

const SCENARIOS: Scenario[] = [
  { wanted: "nobody listens", filter: "none", wants: () => 0 },
  { wanted: `1 of ${SUBSCRIBERS}, each another`, filter: "own", wants: (shipped) => shipped },
  { wanted: "1 of 10, all the same", filter: "failed", wants: (shipped) => shipped / 10 * SUBSCRIBERS },
  { wanted: "all", filter: "all", wants: (shipped) => shipped * SUBSCRIBERS },
];

async function main(): Promise<void> {
  if (options.role === "gateway") return await ship();
  if (options.role === "clients") return await listen();
  await using undo = new AsyncDisposableStack();
  const database = undo.use(await withDatabase());
  const redis = undo.use(await startRedis({ private: true }));
  const transport = redisTransport({ url: redis.url, clock: systemClock, onProblem: () => {} });
  undo.defer(() => transport.close());
  const plane = await startControlPlane({
    config: testConfig(database.url),
    transport,
    logger: { info: () => {}, warn: console.warn, error: console.error },
    instance: "bench",
  });
  undo.defer(() => plane.stop());
  const { db, close } = openDatabase(database.url, { connectionsMax: 1 });
  const project = await db.project.findFirstOrThrow();
  await close();
  const place = { planeUrl: plane.url, redisUrl: redis.url, project };
  // The compiler sees the code first, and connections are opened.
  await measure(SCENARIOS[2]!, place);
  const rows = [];
  for (const scenario of SCENARIOS) {
    rows.push(await measure(scenario, place));
  }
  console.table(rows);
}

interface Place {
  planeUrl: string;
  redisUrl: string;
  project: { id: string; tenantId: string };
}

async function measure(scenario: Scenario, { planeUrl, redisUrl, project }: Place) {
  const shared = ["--project", project.id, "--tenant", project.tenantId, "--filter", scenario.filter];
  await using clients = startRole("clients", ["--url", planeUrl, ...shared]);
  await clients.line();
  const before = process.cpuUsage();
  let peakBytes = 0;
  const watch = setInterval(() => peakBytes = Math.max(peakBytes, Deno.memoryUsage().rss), 100);
  await using gateway = startRole("gateway", ["--url", redisUrl, ...shared]);
  const shipped = Number(await gateway.line());
  await clients.finish();
  const heard = JSON.parse(await clients.line()) as Heard;
  const cpu = process.cpuUsage(before);
  clearInterval(watch);
  return {
    "wanted by each": scenario.wanted,
    "records/s": Math.round(shipped / SECONDS),
    "events/s": Math.round(heard.events / SECONDS),
    "dropped, told": heard.dropped,
    "neither": scenario.wants(shipped) - heard.events - heard.dropped,
    "lag p50 ms": heard.p50,
    "lag p99 ms": heard.p99,
    "CPU s per s": Math.round((cpu.user + cpu.system) / SECONDS / 10_000) / 100,
    "peak MB": Math.round(peakBytes / 1_048_576),
  };
}

/** A process of this file in another role; it says something by lines, and ends when it is told to finish. */
function startRole(role: string, given: string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", fileURLToPath(import.meta.url), "--role", role, ...Deno.args, ...given],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  return {
    async line() {
      let text = "";
      while (!text.endsWith("\n")) {
        const { value, done } = await lines.read();
        if (done) throw new Error(`${role} ended without a word`);
        text += value;
      }
      return text;
    },
    finish: () => child.stdin.close(),
    async [Symbol.asyncDispose]() {
      if (!child.stdin.locked) await child.stdin.close().catch(() => {});
      await lines.cancel();
      await child.status;
    },
  };
}

/** The gateway: ships `RATE` records a second, as evenly as it can, and says how many. */
async function ship(): Promise<void> {
  const transport = redisTransport({ url: options.url, clock: systemClock, onProblem: () => {} });
  const startMs = performance.now();
  let n = 0;
  while (n < RATE * SECONDS) {
    const due = Math.min(RATE * SECONDS, Math.floor(RATE * (performance.now() - startMs) / 1_000));
    const records = [];
    while (n < due) {
      const outcome = n % 10 === 0 ? "failed" as const : "completed" as const;
      const sequence = { instance: `bench-${options.filter}-${Deno.pid}`, n: ++n };
      const place = { tenantId: options.tenant, projectId: options.project, endUser: `user-${n % SUBSCRIBERS}` };
      records.push(sampleRecord(n, { ...place, outcome, sequence }));
    }
    if (records.length > 0) await transport.recordStream.writer.append(written(records));
    await systemClock.delay(TICK_MS);
  }
  console.log(n);
  await transport.close();
}

interface Heard {
  events: number;
  dropped: number;
  p50: number | "";
  p99: number | "";
}

/** The subscribers: says when all of them listen, and, once told that all was shipped, what they heard. */
async function listen(): Promise<void> {
  const heard = { events: 0, dropped: 0 };
  const lags: number[] = [];
  let heardMs = 0;
  const stop = new AbortController();
  const onEvent = ({ event, data }: { event?: string | undefined; data: string }) => {
    if (event !== "next") return;
    const { dropped, log } = JSON.parse(data).data.requestLogTail;
    heardMs = Date.now();
    heard.events++;
    heard.dropped += dropped;
    lags.push(heardMs - Date.parse(log.ts));
  };
  const count = options.filter === "none" ? 0 : SUBSCRIBERS;
  const readings = await Promise.all(Array.from({ length: count }, (_, index) => subscribe(index)));
  console.log("listening");
  for await (const _ of Deno.stdin.readable);
  while (Date.now() - heardMs < QUIET_MS) await systemClock.delay(100);
  stop.abort();
  await Promise.all(readings.map(({ ended }) => ended));
  lags.sort((a, b) => a - b);
  const quantile = (share: number) => lags[Math.floor(lags.length * share)] ?? "";
  console.log(JSON.stringify({ ...heard, p50: quantile(0.5), p99: quantile(0.99) }));

  async function subscribe(index: number) {
    const filters: Record<string, object> = {
      own: { endUser: `user-${index}` },
      failed: { outcome: ["FAILED"] },
      all: {},
    };
    const variables = { projectId: encodeGlobalId("Project", options.project), filter: filters[options.filter] };
    const response = await fetch(`${options.url}/graphql`, {
      method: "POST",
      headers: {
        "accept": "text/event-stream",
        "content-type": "application/json",
        "authorization": `Bearer ${ADMIN.token}`,
      },
      body: JSON.stringify({ query: TAIL, variables }),
      signal: stop.signal,
    });
    const parser = createParser({ onEvent });
    const ended = (async () => {
      for await (const text of response.body!.pipeThrough(new TextDecoderStream())) parser.feed(text);
    })().catch(() => {});
    return { ended };
  }
}

await main();
