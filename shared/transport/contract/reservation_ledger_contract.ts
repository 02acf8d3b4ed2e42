import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { LedgerClaim, ReservationDecision } from "../reservation_ledger.ts";
import {
  concurrent,
  known,
  observed,
  requests,
  reservation,
  settledSpend,
  spend,
  START_MS,
  TENANT,
  TestedLedger,
  tokens,
  TTL_MS,
} from "./ledger_samples.ts";
import { sampleId } from "./samples.ts";
import type { OpenTransport } from "./tested_transport.ts";

const DAY_MS = 86_400_000;
const MAX_NANO_USD = Number.MAX_SAFE_INTEGER;

/** What holds for every reservation ledger: what it decides. */
export function reservationLedgerContract(implementation: string, open: OpenTransport): void {
  test(`${implementation} ReservationLedger.reserve() counts what it grants and tells how counters stand`, async () => {
    await using tested = await TestedLedger.open(open);
    tested.nowMs += 250;
    const claims = [requests(10), tokens(300, 1_000), concurrent(2), spend(40, 100)];
    assert.deepEqual(await tested.reserve(1, ...claims), {
      status: "reserved",
      counters: [
        { used: 1, reserved: 0, resetMs: 60_750 },
        { used: 300, reserved: 0, resetMs: 60_750 },
        { used: 1, reserved: 1, resetMs: 0 },
        { used: 40, reserved: 40, resetMs: DAY_MS - 250 },
      ],
      exceeded: [],
    });
    tested.nowMs += 5_000;
    assert.deepEqual((await tested.reserve(2, ...claims)).counters[1], { used: 600, reserved: 0, resetMs: 55_750 });
    assert.deepEqual(await tested.used(...claims), [2, 600, 2, 80]);
  });

  test(`${implementation} ReservationLedger.reserve() denies what does not fit, and then changes nothing`, async () => {
    const table: [string, LedgerClaim[], LedgerClaim, number][] = [
      ["requests", [requests(2), requests(2)], requests(2), 61_000],
      ["no requests at all", [], requests(0), 60_000],
      ["tokens", [tokens(600, 1_000)], tokens(401, 1_000), 61_000],
      ["more tokens than ever fit", [], tokens(1_001, 1_000), 60_000],
      ["concurrent requests", [concurrent(1)], concurrent(1), 1_000],
      ["reserved spend", [spend(60, 100)], spend(41, 100), 1_000],
      ["more spend than ever fits", [], spend(101, 100), DAY_MS],
      ["a limit that was lowered", [spend(60, 100)], spend(0, 59), 1_000],
    ];
    for (const [name, before, claim, retryAfterMs] of table) {
      await using tested = await TestedLedger.open(open);
      for (const [index, one] of before.entries()) {
        assert.equal((await tested.reserve(index + 1, one)).status, "reserved", name);
      }
      const others = [requests(5, "other"), tokens(5, 5, "other"), concurrent(5, "other"), spend(5, 5, { day: 1 })];
      const [stood] = await tested.read(claim);
      const decision = await tested.reserve(9, others[0]!, others[1]!, claim, others[2]!, others[3]!);
      assert.equal(decision.status, "denied", name);
      assert.deepEqual(decision.counters[2], stood, name);
      const { deniedBy, retryAfterMs: retry } = decision as ReservationDecision & { status: "denied" };
      assert.deepEqual([deniedBy, retry], [2, retryAfterMs], name);
      assert.deepEqual(await tested.used(...others), [0, 0, 0, 0], name);
      assert.deepEqual((await tested.read(claim))[0], stood, name);
    }
  });

  test(`${implementation} ReservationLedger.reserve() grants exactly up to a limit, and nothing where it is full`, async () => {
    await using tested = await TestedLedger.open(open);
    assert.equal((await tested.reserve(1, tokens(1_000, 1_000), spend(100, 100))).status, "reserved");
    assert.equal((await tested.reserve(2, tokens(0, 1_000), spend(0, 100))).status, "reserved");
    assert.equal((await tested.reserve(3, tokens(1, 1_000))).status, "denied");
    assert.equal((await tested.reserve(4, spend(1, 100))).status, "denied");
    assert.deepEqual(await tested.used(tokens(0, 0), spend(0, 0)), [1_000, 100]);
  });

  test(`${implementation} ReservationLedger.reserve() decides each of a turn's requests by itself`, async () => {
    await using tested = await TestedLedger.open(open);
    const asked = [
      reservation(1, requests(3), tokens(500, 1_000)),
      reservation(2, requests(3), tokens(501, 1_000)),
      reservation(3, requests(3), tokens(500, 1_000)),
      reservation(4, requests(3)),
      reservation(5, requests(3)),
      reservation(6),
    ];
    const decisions = known(await tested.ledger.reserve(TENANT, asked, TTL_MS));
    assert.deepEqual(decisions.map(({ status }) => status), [
      "reserved",
      "denied",
      "reserved",
      "reserved",
      "denied",
      "reserved",
    ]);
    assert.deepEqual(decisions.map(({ counters }) => counters.map(({ used }) => used)), [
      [1, 500],
      [1, 500],
      [2, 1_000],
      [3],
      [3],
      [],
    ]);
  });

  test(`${implementation} ReservationLedger.reserve() names the claim that fits last, and when it does`, async () => {
    await using tested = await TestedLedger.open(open);
    await tested.reserve(1, requests(10), tokens(400, 1_000), concurrent(1));
    tested.nowMs += 10_500;
    await tested.reserve(2, requests(10), tokens(500, 1_000));
    tested.nowMs += 9_500;
    const claims = [requests(2), tokens(600, 1_000), concurrent(1), observed(tokens(2_000, 1_000, "observed"))];
    const denied = await tested.reserve(3, ...claims);
    assert.deepEqual({ ...denied, counters: [] }, {
      status: "denied",
      counters: [],
      exceeded: [3],
      deniedBy: 1,
      retryAfterMs: 51_000,
    });
    const sooner = await tested.reserve(4, requests(2), tokens(500, 1_000), concurrent(1));
    assert.deepEqual(sooner.status === "denied" && [sooner.deniedBy, sooner.retryAfterMs], [0, 41_000]);
    tested.nowMs += 41_000 - 1;
    assert.equal((await tested.reserve(5, requests(2))).status, "denied");
    tested.nowMs += 1;
    assert.equal((await tested.reserve(6, requests(2))).status, "reserved");
  });

  test(`${implementation} ReservationLedger.reserve() counts a request until all of its second is a minute old`, async () => {
    await using tested = await TestedLedger.open(open);
    tested.nowMs += 999;
    await tested.reserve(1, requests(1));
    for (const [atMs, status] of [[60_000, "denied"], [60_999, "denied"], [61_000, "reserved"]] as const) {
      tested.nowMs = START_MS + atMs;
      assert.equal((await tested.reserve(atMs, requests(1))).status, status, `${atMs}`);
    }
  });

  test(`${implementation} ReservationLedger counts a minute through gaps, and stands still when the clock goes back`, async () => {
    await using tested = await TestedLedger.open(open);
    const seconds = [0, 1, 17, 18, 40, 59, 60, 61, 78, 79, 200, 230, 261, 600];
    const counted: number[] = [];
    for (const [n, second] of seconds.entries()) {
      tested.nowMs = START_MS + second * 1_000;
      counted.push((await tested.reserve(n, tokens(second + 1, 1e9))).counters[0]!.used);
    }
    const expected = seconds.map((now) => sum(seconds.filter((one) => one <= now && one >= now - 60)));
    assert.deepEqual(counted, expected);
    tested.nowMs -= 30_000;
    const [state] = (await tested.reserve(100, tokens(1, 1e9))).counters;
    assert.deepEqual(state, { used: 602, reserved: 0, resetMs: 91_000 });
    tested.nowMs -= 100_000;
    assert.deepEqual(await tested.used(tokens(0, 0)), [0], "what is in the far future was not so");
  });

  test(`${implementation} ReservationLedger.reserve() never denies by a limit that is not enforced, and counts it`, async () => {
    await using tested = await TestedLedger.open(open);
    const claims = [observed(requests(1)), observed(tokens(10, 15)), observed(concurrent(1)), observed(spend(10, 15))];
    assert.deepEqual((await tested.reserve(1, ...claims)).exceeded, []);
    const second = await tested.reserve(2, ...claims);
    assert.equal(second.status, "reserved");
    assert.deepEqual(second.exceeded, [0, 1, 2, 3]);
    assert.deepEqual(await tested.used(...claims), [2, 20, 2, 20]);
  });

  test(`${implementation} ReservationLedger.reserve() decides an id that is held as before, and holds it once`, async () => {
    await using tested = await TestedLedger.open(open);
    const claims = [concurrent(1), spend(10, 15), observed(tokens(10, 5)), requests(5)];
    const first = await tested.reserve(1, ...claims);
    assert.deepEqual(await tested.reserve(1, ...claims), first);
    const twice = [reservation(2, spend(5, 15)), reservation(2, spend(5, 15))];
    const decisions = known(await tested.ledger.reserve(TENANT, twice, TTL_MS));
    assert.deepEqual(decisions.map(({ status }) => status), ["reserved", "reserved"]);
    assert.deepEqual(await tested.used(...claims), [1, 15, 10, 1]);
  });

  test(`${implementation} ReservationLedger.reserve() lets two claims on one counter take no more than there is`, async () => {
    await using tested = await TestedLedger.open(open);
    assert.equal((await tested.reserve(1, spend(60, 100), spend(60, 100))).status, "denied");
    assert.equal((await tested.reserve(2, tokens(60, 100), tokens(60, 100))).status, "denied");
    assert.equal((await tested.reserve(3, spend(60, 120), spend(60, 100), tokens(60, 60))).status, "denied");
    assert.equal((await tested.reserve(4, spend(60, 120), spend(60, 120))).status, "reserved");
    assert.equal(await tested.settle(4, spend(50, 120)), "settled");
    assert.deepEqual(await tested.used(spend(0, 0), tokens(0, 0)), [50, 0]);
  });

  test(`${implementation} ReservationLedger keeps counters apart by tenant, key, type and period`, async () => {
    await using tested = await TestedLedger.open(open);
    const odd = ["a", "a:b", "A", "", " 1 2", "ü\n\0{x}", "c:a"];
    const claims = odd.flatMap((key): LedgerClaim[] => [
      requests(1, key),
      tokens(1, 1, key),
      concurrent(1, key),
      spend(1, 1, { counterKey: key }),
      spend(1, 1, { counterKey: key, day: 1 }),
      { ...spend(1, 1, { counterKey: key }), period: "month" } as LedgerClaim,
    ]);
    assert.equal((await tested.reserve(1, ...claims)).status, "reserved");
    assert.deepEqual(new Set(await tested.used(...claims)), new Set([1]));
    await tested.ledger.rebuild(sampleId(2), "other", []);
    const other = known(await tested.ledger.reserve(sampleId(2), [reservation(1, ...claims)], TTL_MS));
    assert.equal(other[0]!.status, "reserved");
  });

  test(`${implementation} ReservationLedger is exact up to the greatest amount of money`, async () => {
    await using tested = await TestedLedger.open(open);
    await tested.ledger.rebuild(TENANT, "second", [settledSpend(MAX_NANO_USD - 10)]);
    assert.equal((await tested.reserve(1, spend(11, MAX_NANO_USD))).status, "denied");
    assert.equal((await tested.reserve(2, spend(9, MAX_NANO_USD))).status, "reserved");
    assert.equal((await tested.reserve(3, spend(2, MAX_NANO_USD))).status, "denied");
    assert.equal((await tested.reserve(4, spend(1, MAX_NANO_USD))).status, "reserved");
    assert.deepEqual((await tested.read(spend(0, 0)))[0], { used: MAX_NANO_USD, reserved: 10, resetMs: DAY_MS });
    await tested.settle(2, spend(8, 0));
    await tested.settle(4, spend(1, 0));
    assert.deepEqual((await tested.read(spend(0, 0)))[0], { used: MAX_NANO_USD - 1, reserved: 0, resetMs: DAY_MS });
    const huge = { counterKey: "huge" };
    assert.equal((await tested.reserve(5, spend(MAX_NANO_USD - 1, MAX_NANO_USD, huge))).status, "reserved");
    assert.equal((await tested.reserve(6, spend(MAX_NANO_USD, MAX_NANO_USD, huge))).status, "denied");
    assert.equal((await tested.reserve(7, observed(spend(MAX_NANO_USD, MAX_NANO_USD, huge)))).status, "reserved");
    assert.equal((await tested.reserve(8, spend(0, MAX_NANO_USD, huge))).status, "denied");
  });

  test(`${implementation} ReservationLedger.reserve() decides hundreds of requests of many limits in one call`, async () => {
    await using tested = await TestedLedger.open(open);
    const asked = Array.from({ length: 250 }, (_, n) => {
      const own = Array.from({ length: 4 }, (_, limit) => tokens(1, 1, `${n}:${limit}`));
      return reservation(n, concurrent(230), ...own);
    });
    const decisions = known(await tested.ledger.reserve(TENANT, asked, TTL_MS));
    assert.deepEqual(decisions.map(({ status }) => status === "reserved"), asked.map((_, n) => n < 230));
    const settlements = asked.map(({ id }) => ({ id, claims: [] }));
    const outcomes = known(await tested.ledger.settle(TENANT, settlements, null)) as string[];
    assert.deepEqual(outcomes, asked.map((_, n) => n < 230 ? "settled" : "added"));
    assert.deepEqual(await tested.used(concurrent(0)), [0]);
  });
}

function sum(seconds: number[]): number {
  return seconds.reduce((total, second) => total + second + 1, 0);
}
