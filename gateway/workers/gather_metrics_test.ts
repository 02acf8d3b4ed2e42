import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { GatherMetrics, type TalkingWorker } from "./gather_metrics.ts";
import type { ParentMessage, WorkerMessage } from "./worker_message.ts";

/** A worker that tells `text`, or nothing. */
class FakeWorker implements TalkingWorker {
  readonly #ended = Promise.withResolvers<void>();
  readonly ended = this.#ended.promise;
  readonly heard: ParentMessage[] = [];
  say: (message: WorkerMessage) => void = () => {};

  constructor(readonly text: string | null) {}

  tell(message: ParentMessage): void {
    this.heard.push(message);
    if (message === "retire" || message.type !== "tell_metrics" || this.text === null) return;
    const { id } = message;
    queueMicrotask(() => this.say({ type: "metrics", id, text: this.text! }));
  }

  hear(listener: (message: WorkerMessage) => void): void {
    this.say = listener;
  }

  end(): void {
    this.#ended.resolve();
  }

  get last(): ParentMessage | undefined {
    return this.heard.findLast((message) => message !== "retire" && message.type === "all_metrics");
  }
}

test("GatherMetrics gives whoever asks the metrics of all workers, and waits a second for one that hangs", async () => {
  const clock = new ManualClock();
  const gather = new GatherMetrics(clock);
  const [one, two, hung] = [new FakeWorker("a 1"), new FakeWorker("a 2"), new FakeWorker(null)];
  for (const worker of [one, two, hung]) gather.join(worker);
  two.say({ type: "metrics_wanted", id: 7 });
  await eventually(() => hung.heard.length === 1);
  await clock.advance(999);
  assert.equal(two.last, undefined);
  await clock.advance(1);
  const workers = [{ name: "1", text: "a 1" }, { name: "2", text: "a 2" }];
  assert.deepEqual(two.last, { type: "all_metrics", id: 7, workers });
  assert.deepEqual([one.last, clock.pending], [undefined, 0]);
});

test("GatherMetrics calls a worker by a number that is free", async () => {
  const gather = new GatherMetrics(new ManualClock());
  const [one, two, three] = [new FakeWorker("a"), new FakeWorker("b"), new FakeWorker("c")];
  gather.join(one);
  gather.join(two);
  one.end();
  await one.ended;
  gather.join(three);
  two.say({ type: "metrics_wanted", id: 1 });
  await eventually(() => two.last !== undefined);
  const workers = [{ name: "2", text: "b" }, { name: "1", text: "c" }];
  assert.deepEqual(two.last, { type: "all_metrics", id: 1, workers });
});
