import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { MemoryFleet } from "../../shared/transport/memory/memory_fleet.ts";
import type { GatewayHeartbeat } from "../../shared/transport/fleet.ts";
import { test } from "../../testing/test.ts";
import { advanceWatermarks } from "../recorder/watermarks.ts";
import { recorderFixture } from "../recorder/testing/recorder_fixture.ts";
import { checkGaps, GAP_GRACE_MS } from "./check_gaps.ts";
import { countGaps } from "./read_gaps.ts";

test("checkGaps() takes no number for a gap that has been missing for less than a minute, and clears what is filled", async () => {
  await using world = await gapWorld();
  await world.commit("gw-1", [1, 2, 4, 7, 8]);
  assert.equal(await world.check(), "checked");
  assert.deepEqual(await world.missing(), {});
  // 3 was in flight; 5 and 6 are lost.
  await world.commit("gw-1", [3, 9]);
  await world.clock.advance(GAP_GRACE_MS - 1);
  assert.equal(await world.check(), "elsewhere", "a minute has not passed");
  await world.clock.advance(1);
  assert.equal(await world.check(), "checked");
  assert.deepEqual(await world.missing(), { "gw-1": "{[5,7)}" });
  assert.equal((await countGaps(world.db)).missing, 2n);
  // Told at once, and by the next check cleared.
  await world.commit("gw-1", [5, 6]);
  assert.equal((await countGaps(world.db)).missing, 0n);
  await world.nextCheck();
  assert.deepEqual(await world.missing(), {});
  assert.deepEqual(world.logged(), [
    { event: "record_gap", instance: "gw-1", missing: 2, ranges: "[5,7)", lost: 0 },
    { event: "record_gap_filled", instance: "gw-1" },
  ]);
  await world.nextCheck();
  assert.equal(world.logged().length, 2, "what has not changed is not told again");
  assert.equal(await world.db.recordGap.count(), 0);
});

test("checkGaps() counts numbers that were given up apart, and does not wait for them", async () => {
  await using world = await gapWorld();
  await world.commit("gw-1", [1, 3], [2]);
  await world.nextCheck();
  await world.nextCheck();
  assert.deepEqual(await countGaps(world.db), { missing: 0n, givenUp: 1n, lost: 0n });
});

test("checkGaps() waits for what a living gateway wrote, and misses it once the gateway is gone", async () => {
  await using world = await gapWorld();
  await world.beat({ instance: "gw-2", recordsWritten: 10, recordsLost: 0 });
  await world.commit("gw-2", [1, 2, 3]);
  for (let checks = 0; checks < 3; checks++) await world.nextCheck();
  assert.deepEqual(await world.missing(), {});
  await world.fleet.leave("gw-2");
  await world.nextCheck();
  assert.deepEqual(await world.missing(), {}, "its spool may be adopted within a minute");
  await world.nextCheck();
  assert.deepEqual(await world.missing(), { "gw-2": "{[4,11)}" });
  await world.commit("gw-2", [4, 5, 6, 7, 8, 9, 10]);
  await world.nextCheck();
  assert.equal(await world.db.recordGap.count(), 0);
});

test("checkGaps() keeps what a gateway could not write down, also when the gateway is gone", async () => {
  await using world = await gapWorld();
  await world.beat({ instance: "gw-3", recordsWritten: 1, recordsLost: 4 });
  await world.commit("gw-3", [1]);
  await world.nextCheck();
  await world.fleet.leave("gw-3");
  await world.nextCheck();
  await world.nextCheck();
  assert.deepEqual(await countGaps(world.db), { missing: 0n, givenUp: 0n, lost: 4n });
  assert.deepEqual(world.logged(), [{ event: "record_gap", instance: "gw-3", missing: 0, ranges: "", lost: 4 }]);
});

test("checkGaps() calls no gateway gone while it cannot be told which live", async () => {
  await using world = await gapWorld();
  await world.beat({ instance: "gw-4", recordsWritten: 5, recordsLost: 0 });
  await world.commit("gw-4", [1, 3, 4, 5]);
  await world.nextCheck();
  world.fleet.alive = () => Promise.reject(new Error("away"));
  await world.nextCheck();
  await world.commit("gw-4", [2]);
  await world.nextCheck();
  assert.deepEqual(await world.missing(), {});
  assert.equal((await world.db.recordGap.findUniqueOrThrow({ where: { instance: "gw-4" } })).recordsTold, 5n);
});

test("checkGaps() is one control plane's at a time", async () => {
  await using world = await gapWorld();
  await world.commit("gw-1", [1, 3]);
  const turns = await Promise.all([world.check(), world.check(), world.check()]);
  assert.deepEqual(turns.toSorted(), ["checked", "elsewhere", "elsewhere"]);
});

async function gapWorld() {
  const fixture = await recorderFixture();
  const { db, logger } = fixture;
  const clock = new ManualClock();
  const fleet = new MemoryFleet(clock);
  let heartbeat: GatewayHeartbeat | null = null;
  const check = () => checkGaps({ db, clock, logger, fleet });
  return {
    db,
    clock,
    fleet,
    check,
    commit: (instance: string, numbers: number[], givenUp: number[] = []) =>
      db.$transaction((transaction) =>
        advanceWatermarks(transaction, {
          committed: numbers.map((n) => ({ instance, n })),
          givenUp: givenUp.map((n) => ({ instance, n })),
        })
      ),
    async beat(facts: Pick<GatewayHeartbeat, "instance" | "recordsWritten" | "recordsLost">) {
      heartbeat = { build: "test", startedAt: 0, requestsInFlight: 0, ...facts };
      await fleet.beat(heartbeat, 3_600_000);
    },
    async nextCheck() {
      await clock.advance(GAP_GRACE_MS);
      assert.equal(await check(), "checked");
    },
    /** What is missing by the last check, by instance, as Postgres writes it. */
    async missing() {
      const rows = await db.$queryRaw<{ instance: string; missing: string }[]>`
        SELECT "instance", "missing"::text FROM "RecordGap" WHERE "missing" <> '{}' ORDER BY "instance"`;
      return Object.fromEntries(rows.map(({ instance, missing }) => [instance, missing]));
    },
    logged: () =>
      logger.events.filter(({ event }) => event.startsWith("record_gap") && event !== "record_gaps_without_fleet")
        .map(({ event, fields }) => ({ event, ...fields })),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
}
