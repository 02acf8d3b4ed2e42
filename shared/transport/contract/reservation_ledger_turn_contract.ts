import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { LedgerClaim, Reservation } from "../reservation_ledger.ts";
import {
  concurrent,
  known,
  observed,
  requests,
  reservation,
  settlement,
  spend,
  TENANT,
  TestedLedger,
  tokens,
  TTL_MS,
} from "./ledger_samples.ts";
import { sampleId } from "./samples.ts";
import type { OpenTransport } from "./tested_transport.ts";

/** What holds for every reservation ledger: turns that settle and reserve. */
export function reservationLedgerTurnContract(implementation: string, open: OpenTransport): void {
  test(`${implementation} ReservationLedger.settleAndReserve() settles first, each under its epoch, and tells of every request`, async () => {
    await using tested = await TestedLedger.open(open);
    const limits = [tokens(60, 100), concurrent(2)] as const;
    await tested.reserve(1, ...limits);
    const settlements = [
      { ...settlement(1, tokens(10, 100)), epoch: "first" },
      { ...settlement(1, tokens(10, 100)), epoch: null },
      { ...settlement(2, tokens(5, 100)), epoch: "another" },
      { ...settlement(3, tokens(5, 100)), epoch: null },
    ];
    const reservations = [
      reservation(4, ...limits),
      reservation(5, ...limits),
      reservation(6, tokens(20, 100), concurrent(2)),
      reservation(7, observed(tokens(90, 100)), observed(concurrent(2))),
      reservation(8, tokens(0, 100)),
    ];
    const { settled, decisions } = known(
      await tested.ledger.settleAndReserve(TENANT, { settlements, reservations }, TTL_MS),
    );
    assert.deepEqual(settled, ["settled", "repeated", "stale", "added"]);
    assert.deepEqual(decisions.map(({ status }) => status), ["reserved", "denied", "reserved", "reserved", "denied"]);
    const used = decisions.map(({ counters }) => counters.map((counter) => counter.used));
    assert.deepEqual(used, [[75, 1], [75, 1], [95, 2], [185, 3], [185]]);
    assert.deepEqual(decisions.map(({ exceeded }) => exceeded), [[], [], [], [0, 1], []]);
    const nothing = known(await tested.ledger.settleAndReserve(TENANT, { settlements: [], reservations: [] }, TTL_MS));
    assert.deepEqual([nothing.settled, nothing.decisions], [[], []]);
    await tested.forget();
    const answer = await tested.ledger.settleAndReserve(TENANT, { settlements, reservations }, TTL_MS);
    assert.equal(answer.state, "uninitialised");
  });

  test(`${implementation} ReservationLedger.settleAndReserve() does of what is known to be held as of what it has to look at`, async () => {
    for (const isKnown of [true, false]) {
      await using tested = await TestedLedger.open(open);
      const limits = (amount: number) => [requests(20), tokens(amount, 1_000), concurrent(9), spend(amount, 9_000)];
      const asked = [10, 20, 30, 40, 50].map((amount, n) => reservation(n, ...limits(amount)));
      const other = reservation(6, tokens(5, 1_000), tokens(7, 1_000), spend(5, 9_000));
      const turn = { settlements: [], reservations: [...asked, other] };
      const { second } = known(await tested.ledger.settleAndReserve(TENANT, turn, TTL_MS));
      tested.nowMs += 2_000;
      const settle = async (...ended: [Reservation, ...LedgerClaim[]][]) => {
        const settlements = ended.map(([{ id, claims: reserved }, ...claims]) => ({
          id,
          claims,
          epoch: null,
          held: isKnown && second !== null ? { claims: reserved, second } : undefined,
        }));
        return known(await tested.ledger.settleAndReserve(TENANT, { settlements, reservations: [] }, TTL_MS)).settled;
      };
      const [first, more, less, same, late] = asked as [
        Reservation,
        Reservation,
        Reservation,
        Reservation,
        Reservation,
      ];
      const unknown = { ...first, id: sampleId(99) };
      assert.deepEqual(
        await settle([more, requests(20), tokens(25, 1_000), spend(30, 9_000)], [less, tokens(3, 1_000)]),
        [
          "settled",
          "settled",
        ],
      );
      // Of 162 that were reserved: 5 more now, 27 less then; 155 of spend: 10 more, and 30 given back.
      const states = async () => (await tested.read(...limits(0))).map(({ used, reserved }) => [used, reserved]);
      assert.deepEqual(await states(), [[5, 0], [140, 0], [3, 3], [135, 105]]);
      assert.deepEqual(
        await settle([same, tokens(40, 1_000), spend(40, 9_000)], [more], [same], [unknown, tokens(1, 1_000)]),
        [
          "settled",
          "repeated",
          "repeated",
          "added",
        ],
      );
      assert.deepEqual(await settle([other, tokens(2, 1_000)], [first, concurrent(9), tokens(10, 1_000)]), [
        "settled",
        "settled",
      ]);
      assert.deepEqual(await states(), [[5, 0], [131, 0], [1, 1], [120, 50]]);
      tested.nowMs += 59_500;
      assert.deepEqual(
        await states(),
        [[0, 0], [6, 0], [0, 0], [120, 0]],
        "the first second is over, and a reservation",
      );
      assert.deepEqual(await settle([late, tokens(60, 1_000), spend(1, 9_000)]), ["settled"]);
      assert.deepEqual(await states(), [[0, 0], [16, 0], [0, 0], [71, 0]]);
    }
  });
}
