import assert from "node:assert/strict";
import { Client, fetchExchange } from "@urql/core";
import { createSessionExpiry } from "../graphql/session_expiry.ts";
import { SubscriptionSlot } from "../graphql/subscription_slot.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { LiveLog, type LiveLogDependencies } from "./live_log.ts";
import type { LogRow } from "./request_log.ts";
import { logRow, requestIdOf } from "./testing/log_records.ts";

test("LiveLog shows what comes in once, at its place, a frame's worth at a time", async () => {
  await using page = new Page([logRow(5), logRow(3)]);
  await page.listen();
  page.tell(logRow(6), logRow(4), logRow(6), logRow(5));
  await page.frame();
  assert.deepEqual(page.shown(), [6, 5, 4, 3]);
  assert.deepEqual(page.log.arrivals.value, { total: 2, errors: 0 });
  assert.equal(page.frames, 1);
});

test("LiveLog reads the newest page when it begins, since some of it may never be told", async () => {
  await using page = new Page([logRow(3)]);
  page.stored = [logRow(5, { outcome: "FAILED" }), logRow(3)];
  await page.listen();
  await page.frame();
  assert.deepEqual(page.shown(), [5, 3]);
  assert.deepEqual(page.log.arrivals.value, { total: 1, errors: 1 });
});

test("LiveLog holds the table still until the last reason to is gone", async () => {
  await using page = new Page([logRow(3)]);
  await page.listen();
  page.log.hold("pointer", true);
  page.log.hold("focus", true);
  page.tell(logRow(4));
  await page.frame();
  page.log.hold("pointer", false);
  assert.deepEqual([page.shown(), page.log.rows.value.waiting.length], [[3], 1]);
  page.log.hold("focus", false);
  assert.deepEqual([page.shown(), page.log.rows.value.waiting.length], [[4, 3], 0]);
});

test("LiveLog marks what came in alone, and not what came in a crowd", async () => {
  await using page = new Page([]);
  await page.listen();
  page.tell(logRow(1));
  await page.frame();
  page.tell(...[2, 3, 4, 5, 6, 7].map((number) => logRow(number)));
  await page.frame();
  const marked = page.log.rows.value.shown.filter((row) => page.log.arrived.has(row));
  assert.deepEqual(marked.map(({ requestId }) => requestId), [requestIdOf(1)]);
});

test("LiveLog goes on where the tail was when the API had refused it", async () => {
  await using page = new Page([logRow(3)]);
  await page.listen();
  page.tell(logRow(4));
  await page.frame();
  page.refuse("UNAUTHENTICATED");
  await eventually(() => page.log.status.value?.state === "ended");
  await page.listen();
  assert.deepEqual(page.subscribedAfter, [null, "cursor-1"]);
});

test("LiveLog takes nothing more once it is stopped", async () => {
  await using page = new Page([logRow(3)]);
  await page.listen();
  page.tell(logRow(4));
  await eventually(() => page.isFrameAsked);
  await page.log.stop();
  assert.equal(page.isFrameAsked, false);
  assert.deepEqual(page.shown(), [3]);
});

/** A logs page in a browser and a network that the test plays. */
class Page implements AsyncDisposable {
  readonly log: LiveLog;
  /** What the database has. */
  stored: LogRow[] = [];
  frames = 0;
  readonly subscribedAfter: (string | null)[] = [];
  readonly #clock = new ManualClock();
  readonly #dependencies: LiveLogDependencies;
  #stream: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null;
  #drawFrame: (() => void) | null = null;
  #told = 0;

  constructor(rows: readonly LogRow[]) {
    this.log = new LiveLog({ scope: { projectId: "project" }, filter: {}, rows, isWhole: true });
    const fetch = (_input: RequestInfo | URL, init: RequestInit = {}) => Promise.resolve(this.#answer(init));
    this.#dependencies = {
      client: new Client({ url: "http://console/graphql", exchanges: [fetchExchange], preferGetMethod: false, fetch }),
      liveTail: {
        fetch,
        clock: this.#clock,
        random: () => 0.5,
        visibility: { visible: true, onChange: () => () => {} },
        slot: new SubscriptionSlot(),
        sessionExpiry: createSessionExpiry(),
      },
      nextFrame: (callback) => {
        this.#drawFrame = callback;
        return () => this.#drawFrame = null;
      },
    };
  }

  get isFrameAsked(): boolean {
    return this.#drawFrame !== null;
  }

  async listen(): Promise<void> {
    this.log.listen(this.#dependencies);
    await eventually(() => this.log.status.value?.state === "live");
  }

  tell(...rows: LogRow[]): void {
    for (const log of rows) {
      const event = { cursor: `cursor-${++this.#told}`, dropped: 0, gap: false, log };
      this.#next({ data: { requestLogTail: event } });
    }
  }

  refuse(code: string): void {
    this.#next({ errors: [{ message: "No.", extensions: { code } }] });
    this.#stream?.close();
  }

  /** Waits until a frame is asked for, and draws it. */
  async frame(): Promise<void> {
    await eventually(() => this.#drawFrame !== null);
    // All that is on its way is part of it.
    await new Promise((resolve) => setTimeout(resolve));
    this.frames++;
    const draw = this.#drawFrame!;
    this.#drawFrame = null;
    draw();
  }

  shown(): number[] {
    return this.log.rows.value.shown.map(({ requestId }) => Number(requestId.slice(9, 13)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.log.stop();
  }

  #next(result: unknown): void {
    this.#stream?.enqueue(new TextEncoder().encode(`event: next\ndata: ${JSON.stringify(result)}\n\n`));
  }

  #answer({ headers, body: question, signal }: RequestInit): Response {
    if (new Headers(headers).get("accept") !== "text/event-stream") {
      const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
      return Response.json({ data: { requestLogs: { edges: this.stored.map((node) => ({ node })), pageInfo } } });
    }
    this.subscribedAfter.push(JSON.parse(String(question)).variables.after);
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        this.#stream = controller;
        signal?.addEventListener("abort", () => controller.error(signal.reason), { once: true });
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }
}
