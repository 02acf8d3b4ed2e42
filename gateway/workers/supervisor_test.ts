import assert from "node:assert/strict";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { Supervisor } from "./supervisor.ts";
import type { Worker, WorkerEnd } from "./worker.ts";

/** A worker that does what the test says. */
class FakeWorker implements Worker {
  readonly #ready = Promise.withResolvers<boolean>();
  readonly #ended = Promise.withResolvers<WorkerEnd>();
  readonly told: string[] = [];
  readonly ready = this.#ready.promise;
  readonly ended = this.#ended.promise;

  constructor(readonly processId: number) {}

  serve(): void {
    this.#ready.resolve(true);
  }

  end(code: number | null = 1): void {
    this.#ready.resolve(false);
    this.#ended.resolve({ code, signal: null });
  }

  retire(): void {
    this.told.push("retire");
  }

  stop(): void {
    this.told.push("stop");
  }

  kill(): void {
    this.told.push("kill");
    this.end(null);
  }
}

function supervised(count: number) {
  const spawned: FakeWorker[] = [];
  const clock = new ManualClock();
  const logger = new MemoryLogger();
  const spawn = () => {
    const worker = new FakeWorker(spawned.length + 1);
    spawned.push(worker);
    return worker;
  };
  const supervisor = new Supervisor({ count, spawn, clock, logger, stopMs: 5_000 });
  supervisor.start();
  const logged = (event: string) => logger.events.filter((told) => told.event === event).length;
  const ready = (...workers: FakeWorker[]) => {
    const before = logged("worker_ready");
    for (const worker of workers) worker.serve();
    return eventually(() => logged("worker_ready") === before + workers.length);
  };
  return { supervisor, spawned, clock, logged, ready };
}

test("Supervisor starts a worker again that died, later after each failure in a row", async () => {
  const { supervisor, spawned, clock, logged, ready } = supervised(1);
  await ready(spawned[0]!);
  for (const [round, pauseMs] of [100, 200, 400].entries()) {
    spawned.at(-1)!.end();
    await eventually(() => logged("worker_died") === round + 1);
    await clock.advance(pauseMs - 1);
    assert.equal(spawned.length, round + 1);
    await clock.advance(1);
    await eventually(() => spawned.length === round + 2);
  }
  await ready(spawned[3]!);
  spawned[3]!.end();
  await eventually(() => logged("worker_died") === 4);
  await clock.advance(100);
  await eventually(() => spawned.length === 5);
  const stopped = supervisor.stop();
  spawned[4]!.end(0);
  await stopped;
  assert.deepEqual(spawned[4]!.told, ["stop"]);
});

test("Supervisor fails when no worker of the first ones serves, and not while one does", async () => {
  const lost = supervised(2);
  for (const worker of lost.spawned) worker.end();
  await lost.supervisor.failed;
  await lost.supervisor.stop();
  const kept = supervised(2);
  let failed = false;
  void kept.supervisor.failed.then(() => failed = true);
  await kept.ready(kept.spawned[0]!);
  for (let round = 1; round <= 12; round++) {
    kept.spawned.at(-1)!.end();
    await eventually(() => kept.logged("worker_died") === round);
    await kept.clock.advance(10_000);
    await eventually(() => kept.spawned.length === 2 + round);
  }
  assert.equal(failed, false);
  const stopped = kept.supervisor.stop();
  for (const worker of kept.spawned) worker.end(0);
  await stopped;
});

test("Supervisor.reload() lets the old ones go when all new ones serve, and starts none in places that waited", async () => {
  const { supervisor, spawned, clock, logged, ready } = supervised(2);
  await ready(...spawned);
  spawned[1]!.end();
  await eventually(() => logged("worker_died") === 1);
  const reloaded = supervisor.reload();
  assert.equal(spawned.length, 4);
  spawned[2]!.serve();
  await clock.advance(100);
  // The place that waited has a worker again: the reload could fail still.
  await eventually(() => spawned.length === 5);
  assert.deepEqual(spawned.map((worker) => worker.told), [[], [], [], [], []]);
  spawned[3]!.serve();
  await eventually(() => spawned[0]!.told.length > 0);
  assert.deepEqual(spawned.map((worker) => worker.told), [["retire"], [], [], [], ["retire"]]);
  for (const worker of [spawned[0]!, spawned[4]!]) worker.end(0);
  await reloaded;
  assert.equal(logged("workers_reloaded"), 1);
  await clock.advance(60_000);
  assert.equal(spawned.length, 5);
  const stopped = supervisor.stop();
  for (const worker of spawned) worker.end(0);
  await stopped;
});

test("Supervisor.reload() keeps the old ones when a new one does not serve", async () => {
  const { supervisor, spawned, logged, ready } = supervised(2);
  await ready(...spawned);
  const reloaded = supervisor.reload();
  spawned[2]!.end();
  await reloaded;
  assert.deepEqual(spawned.map((worker) => worker.told), [[], [], ["kill"], ["kill"]]);
  assert.deepEqual([logged("reload_failed"), logged("worker_died")], [1, 0]);
  const stopped = supervisor.stop();
  for (const worker of spawned) worker.end(0);
  await stopped;
});

test("Supervisor.stop() kills workers that take too long", async () => {
  const { supervisor, spawned, clock, ready } = supervised(1);
  await ready(spawned[0]!);
  const stopped = supervisor.stop();
  await clock.advance(5_000);
  await stopped;
  assert.deepEqual(spawned[0]!.told, ["stop", "kill"]);
});
