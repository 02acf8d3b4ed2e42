import assert from "node:assert/strict";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { createSessionExpiry } from "../graphql/session_expiry.ts";
import { SubscriptionSlot } from "../graphql/subscription_slot.ts";
import { type Convergence, watchConvergence } from "./watch_convergence.ts";

test("watchConvergence() goes on after a connection that broke off, and ends with the last event", async () => {
  const answers = [streamOf(event({ pending: 1 })), streamOf(event({ applied: 2, converged: true, final: true }))];
  const { events, fetched, slot, ended } = watch(() => answers.shift()!);
  await ended;
  assert.deepEqual(events.map(({ pending, final }) => [pending, final]), [[1, false], [0, true]]);
  assert.equal(fetched(), 2);
  const next = { stopped: 0, stop: () => next.stopped++ };
  slot.take(next);
  assert.equal(next.stopped, 0);
});

test("watchConvergence() says why it is of no use to go on, and asks no more", async () => {
  const errors = [{ message: "Not yours to see.", extensions: { code: "FORBIDDEN" } }];
  const { failures, fetched, ended } = watch(() => streamOf({ errors }));
  await ended;
  assert.deepEqual(failures, ["Not yours to see."]);
  assert.equal(fetched(), 1);
});

function watch(answer: () => Response) {
  const events: Convergence[] = [];
  const failures: string[] = [];
  let fetched = 0;
  const slot = new SubscriptionSlot();
  const ended = Promise.withResolvers<void>();
  watchConvergence({
    tenantId: "t",
    revision: 4,
    fetch: () => {
      fetched++;
      return Promise.resolve(answer());
    },
    // Between two connections nobody waits.
    clock: { ...systemClock, delay: delayOnce },
    random: () => 0,
    visibility: { visible: true, onChange: () => () => {} },
    slot: Object.assign(slot, {
      release: (holder: Parameters<SubscriptionSlot["release"]>[0]) => {
        SubscriptionSlot.prototype.release.call(slot, holder);
        ended.resolve();
      },
    }),
    sessionExpiry: createSessionExpiry(),
    onEvent: (told) => events.push(told),
    onFailure: (message) => failures.push(message),
  });
  return { events, failures, fetched: () => fetched, slot, ended: ended.promise };
}

/** Silence is never over, and a pause before the next connection is at once. */
function delayOnce(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms < SILENCE_MS) return Promise.resolve();
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

const SILENCE_MS = 30_000;

function event(change: Partial<Convergence>): { data: { fleetConvergence: Convergence } } {
  const counts = { applied: 0, pending: 0, refused: 0, idle: 0 };
  return {
    data: {
      fleetConvergence: { revision: 4, ...counts, converged: false, final: false, gateways: [], ...change },
    },
  };
}

function streamOf(...results: unknown[]): Response {
  const body = results.map((result) => `event: next\ndata: ${JSON.stringify(result)}\n\n`).join("");
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
