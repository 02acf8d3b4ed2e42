import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { advanceWatermarks } from "../recorder/watermarks.ts";
import { startTestControlPlane, type TestControlPlane } from "../testing/test_control_plane.ts";
import { checkGaps, GAP_GRACE_MS } from "./check_gaps.ts";
import { startGapWatch } from "./gap_watch.ts";

const GAPS = `{
  recordGaps {
    checkedAt missing givenUp lost
    instances { instance missing missingRanges { first last } givenUp givenUpRanges { first last } lost since }
  }
}`;

test("recordGaps tells the installation's owner what is missing, and the owner of another tenant nothing", async () => {
  await using plane = await startTestControlPlane();
  await firstCheck(plane);
  assert.deepEqual((await plane.owner.data(GAPS)).recordGaps.instances, []);
  await findGaps(plane);

  const { recordGaps: { checkedAt, ...gaps } } = await plane.owner.data(GAPS);
  assert.deepEqual(gaps, {
    missing: "3",
    givenUp: "1",
    lost: "0",
    instances: [
      {
        instance: "gw-1",
        missing: "3",
        missingRanges: [{ first: "2", last: "3" }, { first: "7", last: "7" }],
        givenUp: "1",
        givenUpRanges: [{ first: "5", last: "5" }],
        lost: "0",
        since: checkedAt,
      },
    ],
  });
  const other = await plane.db.tenant.create({ data: { name: "Other", slug: "other" } });
  const stranger = await plane.member(other.id, "OWNER");
  assert.equal((await stranger.send(GAPS)).errors?.[0]?.extensions.code, "NOT_FOUND");
});

test("/readyz tells how many records are missing, and is ready all the same", async () => {
  await using plane = await startTestControlPlane();
  await firstCheck(plane);
  await findGaps(plane);
  // As another control plane on the same database, which sees at its first look what the others found.
  const watch = startGapWatch(dependenciesOf(plane, new ManualClock(Date.now())));
  await eventually(() => "details" in watch.readiness());
  assert.deepEqual(watch.readiness(), { ready: true, details: { missing: 3, givenUp: 1, lost: 0 } });
  await watch.stop();
  const answer = await fetch(`${plane.url}/readyz`);
  assert.deepEqual((await answer.json()).checks.recordGaps.details, { missing: 0, givenUp: 0, lost: 0 });
});

/** Waits until the control plane itself has looked and told of it. */
async function firstCheck({ url }: TestControlPlane): Promise<void> {
  await eventually(async () => "details" in (await (await fetch(`${url}/readyz`)).json()).checks.recordGaps);
}

/** Commits 1, 4, 6 and 8, gives up 5, and looks twice. */
async function findGaps(plane: TestControlPlane): Promise<void> {
  const instance = "gw-1";
  await plane.db.$transaction((transaction) =>
    advanceWatermarks(transaction, {
      committed: [1, 4, 6, 8].map((n) => ({ instance, n })),
      givenUp: [{ instance, n: 5 }],
    })
  );
  const clock = new ManualClock(Date.now());
  for (let checks = 0; checks < 2; checks++) {
    await clock.advance(GAP_GRACE_MS + 1_000);
    assert.equal(await checkGaps(dependenciesOf(plane, clock)), "checked");
  }
}

function dependenciesOf({ db, transport }: TestControlPlane, clock: ManualClock) {
  const logger = { info() {}, warn() {}, error() {} };
  return { db, clock, logger, fleet: transport.fleet };
}
