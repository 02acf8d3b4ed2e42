import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { EXPIRED_KEPT_MS, SETTLED_KEPT_MS } from "../reservation_ledger.ts";
import {
  concurrent,
  known,
  observed,
  requests,
  reservation,
  settledSpend,
  settlement,
  spend,
  START_MS,
  TENANT,
  TestedLedger,
  tokens,
  TTL_MS,
} from "./ledger_samples.ts";
import { sampleId } from "./samples.ts";
import type { OpenTransport } from "./tested_transport.ts";

/** What holds for every reservation ledger: how reservations end, and ledgers begin. */
export function reservationLedgerEndsContract(implementation: string, open: OpenTransport): void {
  const claims = [requests(10), tokens(300, 1_000), concurrent(2), spend(40, 100)];

  test(`${implementation} ReservationLedger.settle() replaces what was reserved by what was used, once`, async () => {
    await using tested = await TestedLedger.open(open);
    await tested.reserve(1, ...claims);
    assert.equal(await tested.settle(1, requests(10), tokens(250, 0), spend(55, 0)), "settled");
    const counters = await tested.read(...claims);
    assert.deepEqual(counters.map(({ used, reserved }) => [used, reserved]), [[1, 0], [250, 0], [0, 0], [55, 0]]);
    tested.nowMs += SETTLED_KEPT_MS;
    assert.equal(await tested.settle(1, tokens(999, 0), spend(999, 0)), "repeated");
    await tested.renew(1, ...claims);
    assert.deepEqual(await tested.used(...claims), [0, 0, 0, 55], "one that was settled stays so");
  });

  test(`${implementation} ReservationLedger.settle() gives back what is not named, but no request`, async () => {
    await using tested = await TestedLedger.open(open);
    await tested.reserve(1, ...claims);
    assert.equal(await tested.settle(1), "settled");
    assert.deepEqual(await tested.used(...claims), [1, 0, 0, 0]);
  });

  test(`${implementation} ReservationLedger.settle() adds what a request used that was never reserved, once`, async () => {
    await using tested = await TestedLedger.open(open);
    assert.equal(await tested.settle(1, ...claims), "added");
    assert.equal(await tested.settle(1, ...claims), "repeated");
    const twice = [settlement(2, ...claims), settlement(2, ...claims), settlement(3, spend(1, 0))];
    assert.deepEqual(known(await tested.ledger.settle(TENANT, twice, null)), ["added", "repeated", "added"]);
    assert.deepEqual(await tested.used(...claims), [2, 600, 0, 81]);
    await tested.reserve(4, spend(1, 100));
    assert.equal(await tested.settle(4, spend(2, 0), spend(7, 0, { counterKey: "another" })), "settled");
    assert.deepEqual(await tested.used(spend(0, 0), spend(0, 0, { counterKey: "another" })), [83, 7]);
  });

  test(`${implementation} ReservationLedger.settle() empties a window though its amounts were too great to add up`, async () => {
    await using tested = await TestedLedger.open(open);
    // The sum of both is rounded up by 28.
    await tested.reserve(1, observed(tokens(1_150_000_000_000_000_000, 1_000)));
    tested.nowMs += 1_000;
    await tested.reserve(2, observed(tokens(100, 1_000)));
    await tested.settle(1);
    await tested.settle(2);
    assert.deepEqual(await tested.used(tokens(0, 0)), [0]);
  });

  test(`${implementation} ReservationLedger.settle() refunds tokens in their second, and counts more of them now`, async () => {
    await using tested = await TestedLedger.open(open);
    const usedAfter = async (atMs: number) => {
      tested.nowMs = START_MS + atMs;
      return (await tested.used(tokens(0, 0)))[0];
    };
    await tested.reserve(1, tokens(100, 1_000));
    await tested.reserve(2, tokens(200, 1_000));
    tested.nowMs += 20_000;
    await tested.reserve(3, tokens(400, 1_000));
    tested.nowMs += 20_000;
    await tested.settle(1, tokens(10, 0));
    await tested.settle(3, tokens(405, 0));
    assert.equal(await usedAfter(40_000), 10 + 200 + 405);
    assert.equal(await usedAfter(61_000), 405);
    assert.equal(await tested.settle(2, tokens(0, 0)), "settled");
    assert.equal(await usedAfter(61_000), 405, "what is no longer counted is not given back");
    assert.equal(await usedAfter(81_000), 5);
    assert.equal(await usedAfter(101_000), 0);
    await tested.reserve(4, tokens(100, 1_000));
    tested.nowMs += 10_000;
    await tested.reserve(5, tokens(100, 1_000));
    await tested.settle(5);
    tested.nowMs += 10_000;
    await tested.reserve(6, tokens(7, 1_000));
    assert.equal(await usedAfter(165_000), 7);
    assert.equal(await usedAfter(172_000), 7, "what was given back whole is not counted off again");
  });

  test(`${implementation} ReservationLedger frees the place of what expired, and counts the rest as used`, async () => {
    await using tested = await TestedLedger.open(open);
    await tested.reserve(1, ...claims);
    tested.nowMs += TTL_MS - 1;
    assert.deepEqual((await tested.read(...claims)).map(({ reserved }) => reserved), [0, 0, 1, 40]);
    tested.nowMs += 1;
    const counters = await tested.read(...claims);
    assert.deepEqual(counters.map(({ used, reserved }) => [used, reserved]), [[1, 0], [300, 0], [0, 0], [40, 0]]);
    assert.equal(await tested.settle(1, tokens(310, 0), spend(15, 0)), "settled");
    assert.deepEqual(await tested.used(...claims), [1, 310, 0, 15]);
    assert.equal(await tested.settle(1, spend(15, 0)), "repeated");
  });

  test(`${implementation} ReservationLedger remembers for a day what expired`, async () => {
    await using tested = await TestedLedger.open(open);
    await tested.reserve(1, concurrent(5), spend(40, 100));
    await tested.reserve(2, concurrent(5), spend(40, 100));
    tested.nowMs += TTL_MS + EXPIRED_KEPT_MS - 1;
    assert.equal(await tested.settle(1, spend(10, 100)), "settled");
    assert.deepEqual(await tested.used(spend(0, 0)), [50]);
    tested.nowMs += 1;
    assert.equal(await tested.settle(2, spend(10, 100)), "added");
    assert.deepEqual(await tested.used(spend(0, 0), concurrent(0)), [60, 0]);
  });

  test(`${implementation} ReservationLedger.reserve() denies nobody a place that only the expired hold`, async () => {
    await using tested = await TestedLedger.open(open);
    const many = Array.from({ length: 1_000 }, (_, n) => reservation(n + 10, concurrent(1_001)));
    known(await tested.ledger.reserve(TENANT, many, TTL_MS));
    tested.nowMs += 1;
    await tested.reserve(1, concurrent(1_001));
    assert.equal((await tested.reserve(2, concurrent(1_001))).status, "denied");
    tested.nowMs += TTL_MS - 1;
    assert.equal((await tested.reserve(3, concurrent(2))).status, "reserved");
    assert.equal((await tested.reserve(4, concurrent(2))).status, "denied");
    assert.equal((await tested.reserve(5, concurrent(3))).status, "reserved");
    tested.nowMs += 2;
    assert.deepEqual(await tested.used(concurrent(0)), [2]);
  });

  test(`${implementation} ReservationLedger.renew() holds for longer, and again what had expired`, async () => {
    await using tested = await TestedLedger.open(open);
    await tested.reserve(1, ...claims);
    tested.nowMs += TTL_MS - 1;
    await tested.renew(1, ...claims);
    tested.nowMs += TTL_MS - 1;
    assert.deepEqual((await tested.read(...claims)).map(({ used }) => used), [0, 0, 1, 40]);
    tested.nowMs += 1;
    assert.deepEqual((await tested.read(...claims)).map(({ reserved }) => reserved), [0, 0, 0, 0]);
    await tested.renew(1, ...claims);
    await tested.renew(1, ...claims);
    const counters = await tested.read(...claims);
    assert.deepEqual(counters.map(({ used, reserved }) => [used, reserved]), [[0, 0], [0, 0], [1, 1], [40, 40]]);
    assert.equal(await tested.settle(1, spend(5, 0)), "settled");
    assert.deepEqual(await tested.used(...claims), [0, 0, 0, 5]);
  });

  test(`${implementation} ReservationLedger.renew() holds what it does not know, whatever the limits say`, async () => {
    await using tested = await TestedLedger.open(open);
    await tested.reserve(1, ...claims);
    await tested.ledger.rebuild(TENANT, "second", [settledSpend(90)]);
    assert.deepEqual(await tested.used(...claims), [0, 0, 0, 90]);
    await tested.renew(1, requests(0), tokens(300, 0), concurrent(0), spend(40, 0));
    await tested.renew(1, ...claims);
    const counters = await tested.read(...claims);
    assert.deepEqual(counters.map(({ used, reserved }) => [used, reserved]), [[1, 0], [300, 0], [1, 1], [130, 40]]);
    assert.equal(await tested.settle(1, spend(50, 0)), "settled");
    assert.deepEqual(await tested.used(...claims), [1, 0, 0, 140]);
  });

  test(`${implementation} ReservationLedger says uninitialised before there is an epoch, and after a loss`, async () => {
    await using tested = await TestedLedger.open(open);
    const stranger = sampleId(9);
    assert.deepEqual(await tested.ledger.epochs([TENANT, stranger]), ["first", null]);
    assert.deepEqual(await tested.ledger.epochs([]), []);
    await tested.forget();
    const uninitialised = { state: "uninitialised" } as const;
    assert.deepEqual(await tested.ledger.reserve(TENANT, [reservation(1, ...claims)], TTL_MS), uninitialised);
    assert.deepEqual(await tested.ledger.renew(TENANT, [reservation(1, ...claims)], TTL_MS), uninitialised);
    assert.deepEqual(await tested.ledger.settle(TENANT, [settlement(1, ...claims)], null), uninitialised);
    assert.deepEqual(await tested.ledger.settle(TENANT, [settlement(1, ...claims)], "first"), uninitialised);
    assert.deepEqual(await tested.ledger.read(TENANT, claims), uninitialised);
    assert.deepEqual(await tested.ledger.correct(TENANT, settledSpend(1)), uninitialised);
    assert.deepEqual(await tested.ledger.epochs([TENANT]), [null]);
    await tested.ledger.rebuild(TENANT, "second epoch", []);
    assert.deepEqual(await tested.ledger.read(TENANT, []), { state: "initialised", epoch: "second epoch", value: [] });
    assert.deepEqual(await tested.used(...claims), [0, 0, 0, 0]);
  });

  test(`${implementation} ReservationLedger.rebuild() empties what there was, and once for an epoch`, async () => {
    await using tested = await TestedLedger.open(open);
    await tested.reserve(1, ...claims);
    await tested.reserve(2, ...claims);
    await tested.settle(2, spend(40, 0));
    const yesterday = settledSpend(7, { day: -1 });
    const spends = [settledSpend(60), settledSpend(0, { counterKey: "none" }), yesterday];
    await tested.ledger.rebuild(TENANT, "second", spends);
    assert.deepEqual(await tested.used(...claims), [0, 0, 0, 60]);
    assert.deepEqual(await tested.used(spend(0, 0, { day: -1 }), spend(0, 0, { counterKey: "none" })), [7, 0]);
    const stale = await tested.ledger.settle(TENANT, [settlement(1, spend(40, 0))], "first");
    assert.deepEqual(stale, { state: "initialised", epoch: "second", value: "stale" });
    assert.equal(await tested.settle(2, spend(5, 0)), "added", "it was settled in another ledger");
    const settled = await tested.ledger.settle(TENANT, [settlement(3, spend(1, 0))], "second");
    assert.deepEqual(known(settled), ["added"]);
    await tested.ledger.rebuild(TENANT, "second", spends);
    assert.deepEqual(await tested.used(spend(0, 0)), [66], "a repetition undoes nothing");
    await tested.ledger.rebuild(TENANT, "first", []);
    assert.deepEqual(await tested.used(...claims), [0, 0, 0, 0]);
  });

  test(`${implementation} ReservationLedger.correct() sets what was settled and leaves reservations alone`, async () => {
    await using tested = await TestedLedger.open(open);
    await tested.reserve(1, spend(40, 100));
    await tested.settle(2, spend(30, 0));
    known(await tested.ledger.correct(TENANT, settledSpend(25)));
    const [state] = await tested.read(spend(0, 0));
    assert.deepEqual([state!.used, state!.reserved], [65, 40]);
    known(await tested.ledger.correct(TENANT, settledSpend(0)));
    assert.equal(await tested.settle(1, spend(0, 0)), "settled");
    assert.deepEqual(await tested.used(spend(0, 0)), [0]);
  });

  test(`${implementation} ReservationLedger takes what is settled late for a period long over, and keeps it no more`, async () => {
    await using tested = await TestedLedger.open(open);
    assert.equal(await tested.settle(1, spend(3, 0, { day: -2 })), "added");
    assert.equal(await tested.settle(2, spend(3, 0, { day: -3 })), "added");
    assert.deepEqual(await tested.used(spend(0, 0, { day: -2 }), spend(0, 0, { day: -3 })), [3, 0]);
  });
}
