import assert from "node:assert/strict";
import type { DocumentNode } from "graphql";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { tailDocument, TailFixture } from "./testing/tail_fixture.ts";

const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `log-${from + index}`);

test("LiveTail tells of every record once, through every way in which a connection ends", async () => {
  await using fixture = new TailFixture();
  const { server } = fixture;
  const ends: (() => void | Promise<void>)[] = [
    () => server.disconnect("broken"),
    () => server.disconnect("closed"),
    () => server.complete(),
    async () => {
      await server.kill();
      server.start();
    },
    // Told and closed in one go: what is in the last packet counts too.
    () => {
      server.tell(["last words"]);
      server.disconnect("closed");
    },
  ];
  let count = 0;
  for (const end of ends) {
    await fixture.untilState("live");
    server.tell(ids(count + 1, count + 50));
    await fixture.untilTold(count + 25);
    await end();
    server.tell(ids(count + 51, count + 100));
    count += 100;
    await fixture.reconnect();
  }
  await fixture.untilTold(count + 1);
  const expected = ids(1, count);
  expected.splice(450, 0, "last words");
  assert.deepEqual(fixture.told, expected);
  assert.deepEqual([fixture.tail.status.value.dropped, fixture.tail.status.value.gaps], [0, 0]);
});

test("LiveTail tells of every record once through graphql-sse's own server", async () => {
  await using fixture = new TailFixture();
  const { server } = fixture;
  fixture.open({ url: server.streamUrl });
  server.tell(ids(1, 10));
  await fixture.untilTold(10);
  server.disconnect("closed");
  server.tell(ids(11, 20));
  await eventually(async () => {
    await fixture.clock.advance(1_000);
    return fixture.told.length >= 20;
  });
  assert.deepEqual(fixture.told, ids(1, 20));
});

test("LiveTail finds a server again that was away for long", async () => {
  await using fixture = new TailFixture();
  const { server, clock } = fixture;
  server.tell(ids(1, 3));
  await fixture.untilTold(3);
  await server.kill();
  await fixture.untilState("retrying");
  for (let n = 0; n < 20; n++) await clock.advance(15_000);
  assert.equal(fixture.tail.status.value.state, "retrying");
  server.tell(ids(4, 6));
  server.start();
  await fixture.reconnect();
  await fixture.untilTold(6);
  assert.deepEqual(fixture.told, ids(1, 6));
});

test("LiveTail tells a record once that the server repeats, and goes on from its cursor", async () => {
  await using fixture = new TailFixture();
  const { server } = fixture;
  server.tell(["a", "b", "a", "c", "b"]);
  await eventually(() => fixture.tail.cursor === "5");
  assert.deepEqual(fixture.told, ["a", "b", "c"]);
  server.disconnect("closed");
  await fixture.reconnect();
  await eventually(() => server.subscribedAfter.length === 2);
  assert.deepEqual(server.subscribedAfter, ["0", "5"]);
});

test("LiveTail counts what was dropped and where records may be missing, and has the page read again then", async () => {
  await using fixture = new TailFixture();
  fixture.server.tell(["a"], { dropped: 7 });
  fixture.server.tell(["b"], { gap: true, dropped: 2 });
  await fixture.untilTold(2);
  assert.deepEqual([fixture.tail.status.value.dropped, fixture.tail.status.value.gaps], [9, 1]);
  assert.equal(fixture.rereads, 0);
  await fixture.clock.advance(5_000);
  assert.equal(fixture.rereads, 1);
});

test("LiveTail without a cursor has the page read when it stands, and once more when all is in the database", async () => {
  await using fixture = new TailFixture({ after: null });
  fixture.server.tell(["before"]);
  await fixture.untilState("live");
  assert.equal(fixture.rereads, 1);
  await fixture.clock.advance(5_000);
  assert.equal(fixture.rereads, 2);
  // Nothing came, so that there is still no cursor: a lost connection may have missed something.
  fixture.server.disconnect("broken");
  await fixture.reconnect();
  assert.ok(fixture.rereads >= 3);
});

test("LiveTail holds no connection while nobody looks, and tells of what came meanwhile", async () => {
  await using fixture = new TailFixture();
  const { server, visibility } = fixture;
  server.tell(ids(1, 2));
  await fixture.untilTold(2);
  visibility.set(false);
  await fixture.untilState("paused");
  await eventually(() => server.subscriptions === 0);
  server.tell(ids(3, 9));
  await fixture.clock.advance(60_000);
  assert.deepEqual([fixture.told.length, server.subscribedAfter.length], [2, 1]);
  visibility.set(true);
  await fixture.untilTold(9);
  assert.deepEqual(fixture.told, ids(1, 9));
  assert.deepEqual(server.subscribedAfter, ["0", "2"]);
});

test("LiveTail stays paused until it is resumed, whatever the tab does", async () => {
  await using fixture = new TailFixture();
  const { server, tail, visibility } = fixture;
  await fixture.untilState("live");
  tail.pause();
  await fixture.untilState("paused");
  await eventually(() => server.subscriptions === 0);
  visibility.set(false);
  visibility.set(true);
  server.tell(["a"]);
  await fixture.clock.advance(1_000);
  assert.deepEqual([tail.status.value.state, fixture.told.length], ["paused", 0]);
  tail.resume();
  await fixture.untilTold(1);
  assert.equal(tail.status.value.state, "live");
});

test("LiveTail waits no longer when somebody comes back to a tab whose connection was lost", async () => {
  await using fixture = new TailFixture();
  await fixture.untilState("live");
  fixture.server.disconnect("broken");
  await fixture.untilState("retrying");
  fixture.visibility.set(false);
  await fixture.untilState("paused");
  fixture.visibility.set(true);
  // Time stands still.
  await fixture.untilState("live");
});

for (const [code, reason] of [["UNAUTHENTICATED", "unauthenticated"], ["FORBIDDEN", "forbidden"]] as const) {
  test(`LiveTail ends for good when the server says ${code}`, async () => {
    await using fixture = new TailFixture();
    const { server, tail } = fixture;
    await fixture.untilState("live");
    server.refusal = code;
    server.disconnect("broken");
    await fixture.untilState("retrying");
    await eventually(async () => {
      await fixture.clock.advance(500);
      return tail.status.value.state === "ended";
    });
    assert.equal(tail.status.value.failure?.reason, reason);
    assert.equal(fixture.sessionExpiry.expired.value, code === "UNAUTHENTICATED");
    assert.equal(server.subscribedAfter.length, 2);
    await tail.stop();
    assert.equal(fixture.clock.pending, 0);
  });
}

test("LiveTail tries again when the server says that it is busy", async () => {
  await using fixture = new TailFixture();
  fixture.server.refusal = "UNAVAILABLE";
  fixture.server.disconnect("broken");
  await fixture.untilState("retrying");
  fixture.server.refusal = null;
  await fixture.reconnect();
});

test("LiveTail takes a connection for dead on which not even a ping comes", async () => {
  await using fixture = new TailFixture();
  await fixture.untilState("live");
  await fixture.clock.advance(39_000);
  assert.equal(fixture.tail.status.value.state, "live");
  await fixture.clock.advance(1_000);
  await fixture.untilState("retrying");
  await eventually(() => fixture.server.subscriptions === 0);
  fixture.server.tell(["a"]);
  await fixture.reconnect();
  await fixture.untilTold(1);
});

test("LiveTail is the only one of its tab: a second one stops the first", async () => {
  await using fixture = new TailFixture();
  await fixture.untilState("live");
  const second = fixture.open({ after: fixture.tail.cursor });
  await fixture.untilState("ended");
  assert.equal(fixture.tail.status.value.failure, null);
  await eventually(() => second.status.value.state === "live" && fixture.server.subscriptions === 1);
  fixture.server.tell(["a"]);
  await fixture.untilTold(1);
  assert.deepEqual(fixture.told, ["a"]);
});

test("LiveTail.stop() leaves nothing behind, at whatever moment it is called", async () => {
  const moments: ((fixture: TailFixture) => Promise<unknown> | void)[] = [
    () => {},
    (fixture) => fixture.untilState("live"),
    (fixture) => {
      fixture.visibility.set(false);
      return fixture.untilState("paused");
    },
    async (fixture) => {
      await fixture.server.kill();
      await fixture.untilState("retrying");
    },
  ];
  for (const moment of moments) {
    await using fixture = new TailFixture();
    await moment(fixture);
    await fixture.tail.stop();
    assert.deepEqual([fixture.tail.status.value.state, fixture.clock.pending], ["ended", 0]);
    await eventually(() => fixture.server.subscriptions === 0);
  }
});

test("LiveTail sends a persisted document by its id alone", async () => {
  const persisted = { kind: "Document", definitions: [], documentId: "sha256:1" } as unknown as DocumentNode;
  await using fixture = new TailFixture({ document: persisted as typeof tailDocument });
  await eventually(() => fixture.server.bodies.length > 0);
  assert.deepEqual(fixture.server.bodies[0], { documentId: "sha256:1", variables: { after: "0" } });
});
