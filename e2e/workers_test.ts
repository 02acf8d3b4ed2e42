import assert from "node:assert/strict";
import { eventually } from "../testing/eventually.ts";
import { startRedis, withDatabase } from "../testing/services.ts";
import { test } from "../testing/test.ts";
import { startDeployable } from "./fleet_process.ts";
import { freePorts, SEEDED } from "./stack.ts";

const CLIENTS = 12;

test("workers of a gateway are killed and reloaded under load", async (t) => {
  await using undo = new AsyncDisposableStack();
  const { gatewayUrl, events } = await startWorkers(undo);
  const load = new Load(`${gatewayUrl}/v1/chat/completions`, SEEDED.apiKey);
  undo.defer(() => load.stop());
  load.start(CLIENTS);

  await t.step("kill -9 of one worker loses no request but those that it had, and it is started again", async () => {
    await load.untilAnswered(150);
    const [victim] = events("worker_ready");
    Deno.kill(victim!.processId as number, "SIGKILL");
    await eventually(() => events("worker_died").length === 1, { timeoutMs: 30_000 });
    const seenDeadAt = performance.now();
    await load.untilAnswered(150);
    await eventually(() => events("worker_ready").length === 3, { timeoutMs: 60_000 });
    await load.untilAnswered(150);
    assert.ok(load.failed.length <= CLIENTS, load.failed.map((each) => each.why).join("\n"));
    for (const { begunAt, why } of load.failed) assert.ok(begunAt <= seenDeadAt, why);
  });

  await t.step("/metrics tells what every worker counts, whichever is asked", async () => {
    const url = `${new URL(load.url).origin}/metrics`;
    const told = await (await fetch(url)).text();
    const memory = [...told.matchAll(/^process_resident_memory_bytes\{worker="(\d+)"\} \d+$/gm)];
    assert.deepEqual(memory.map(([, worker]) => worker).toSorted(), ["1", "2"], told.slice(0, 2_000));
    // A worker that has just come may have served nobody yet: kept connections stay where they are.
    assert.match(told, /^perpetuo_requests_total\{worker="[12]",dialect="openai_chat",.*outcome="completed"\} \d+$/m);
    assert.equal(told.match(/^# TYPE perpetuo_requests_total /gm)?.length, 1);
  });

  await t.step("SIGHUP replaces all workers and loses no request", async () => {
    load.failed.length = 0;
    load.sentAgain = 0;
    const [supervisor] = events("supervisor_started");
    Deno.kill(supervisor!.processId as number, "SIGHUP");
    await eventually(() => events("workers_reloaded").length === 1, { timeoutMs: 60_000 });
    await load.untilAnswered(150);
    assert.deepEqual(load.failed.map((each) => each.why), []);
    // Else a connection that waited for a worker when it stopped listening was reset, and its client asked again.
    if (await handsConnectionsOver()) assert.equal(load.sentAgain, 0);
    console.log(`reload under load: no answer cut off, ${load.sentAgain} requests sent again before any answer`);
    assert.equal(events("worker_ready").length, 5);
    const [before, after] = [events("gateway_started").slice(0, 3), events("gateway_started").slice(3)];
    assert.equal(new Set([...before, ...after].map((each) => each.instance)).size, 5);
    assert.equal(events("worker_retired").length, 2);
  });
});

/** Two workers on one port with all that they need; `events` reads what they and their supervisor log. */
async function startWorkers(undo: AsyncDisposableStack) {
  const [database, redis, directory] = await Promise.all([
    withDatabase(),
    startRedis({ private: true }),
    Deno.makeTempDir(),
  ]);
  undo.defer(() => Deno.remove(directory, { recursive: true }));
  undo.defer(() => redis.stop());
  undo.use(database);
  const ports = freePorts();
  const shared = { REDIS_URL: redis.url, PERPETUO_MASTER_KEYS: `k1:${btoa("0123456789abcdef0123456789abcdef")}` };
  const controlPlane = await startDeployable("control-plane", {
    ...shared,
    DATABASE_URL: database.url,
    AUTH_SECRET: "an auth secret that is only for tests 0123",
    CONTROL_PLANE_PORT: String(ports.controlPlane),
    PERPETUO_API_KEY: SEEDED.apiKey,
  }, `http://127.0.0.1:${ports.controlPlane}/readyz`);
  undo.defer(async () => void await controlPlane.stop());
  const gatewayUrl = `http://127.0.0.1:${ports.gateway}`;
  const gateway = await startDeployable("gateway", {
    ...shared,
    GATEWAY_PORT: String(ports.gateway),
    GATEWAY_WORKERS: "2",
    METRICS: "open",
    PERPETUO_DATA_DIR: directory,
  }, `${gatewayUrl}/readyz`);
  undo.defer(async () => assert.equal(await gateway.stop(), 0, gateway.output()));
  const events = (name: string) =>
    gateway.output().split("\n").filter((line) => line.includes(`"${name}"`))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  await eventually(() => events("worker_ready").length === 2, { timeoutMs: 60_000 });
  return { gatewayUrl, events };
}

/** Whether the kernel gives connections that wait for one worker to another, when the one listens no more. */
async function handsConnectionsOver(): Promise<boolean> {
  const setting = await Deno.readTextFile("/proc/sys/net/ipv4/tcp_migrate_req").catch(() => "0");
  return setting.trim() === "1";
}

/**
 * Clients that ask one request after the other, half of them for streams. As official clients they ask up to twice more
 * when a connection is reset before there is an answer: on a busy machine the second may be a dead one that was kept, too.
 */
class Load {
  sentAgain = 0;
  readonly failed: { begunAt: number; why: string }[] = [];
  readonly url: string;
  readonly #apiKey: string;
  #clients: Promise<void>[] = [];
  #answered = 0;
  #stopped = false;

  constructor(url: string, apiKey: string) {
    this.url = url;
    this.#apiKey = apiKey;
  }

  start(clients: number): void {
    this.#clients = Array.from({ length: clients }, async (_, index) => {
      while (!this.#stopped) await this.#ask(index % 2 === 0);
    });
  }

  /** Resolves when so many more are answered. */
  untilAnswered(count: number): Promise<unknown> {
    const target = this.#answered + count;
    return eventually(() => this.#answered >= target, { timeoutMs: 30_000 });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#clients);
  }

  async #send(request: RequestInit): Promise<Response> {
    for (let left = 2;; left--) {
      try {
        return await fetch(this.url, request);
      } catch (error) {
        if (left === 0) throw error;
        this.sentAgain++;
      }
    }
  }

  async #ask(stream: boolean): Promise<void> {
    const begunAt = performance.now();
    try {
      const response = await this.#send({
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${this.#apiKey}` },
        body: JSON.stringify({
          model: "mock/demo?ttft=5&interval=2&chunks=5",
          stream,
          messages: [{ role: "user", content: "Tell me about workers." }],
        }),
      });
      const body = await response.text();
      if (response.status !== 200) throw new Error(`${response.status} ${body}`);
      if (stream && !body.trimEnd().endsWith("data: [DONE]")) throw new Error(`cut off: ${body.slice(-100)}`);
      this.#answered++;
    } catch (error) {
      this.failed.push({ begunAt, why: String(error) });
    }
  }
}
