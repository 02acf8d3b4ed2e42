import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { bodyStreamContract } from "./body_stream_contract.ts";
import { breakerBoardContract } from "./breaker_board_contract.ts";
import { callBudgetsContract } from "./call_budgets_contract.ts";
import { configFeedContract } from "./config_feed_contract.ts";
import { credentialFeedContract } from "./credential_feed_contract.ts";
import { feedStateContract } from "./feed_state_contract.ts";
import { fleetContract } from "./fleet_contract.ts";
import { keyDirectoryContract } from "./key_directory_contract.ts";
import { recordStreamContract, recordStreamWaitContract } from "./record_stream_contract.ts";
import { recordTailContract } from "./record_tail_contract.ts";
import { reservationLedgerContract } from "./reservation_ledger_contract.ts";
import { reservationLedgerEndsContract } from "./reservation_ledger_ends_contract.ts";
import { reservationLedgerTurnContract } from "./reservation_ledger_turn_contract.ts";
import type { OpenTransport } from "./tested_transport.ts";

/** Registers everything that holds for every transport. */
export function transportContract(implementation: string, open: OpenTransport): void {
  for (
    const contract of [
      configFeedContract,
      credentialFeedContract,
      keyDirectoryContract,
      feedStateContract,
      fleetContract,
      breakerBoardContract,
      callBudgetsContract,
      recordStreamContract,
      recordStreamWaitContract,
      recordTailContract,
      reservationLedgerContract,
      reservationLedgerEndsContract,
      reservationLedgerTurnContract,
      bodyStreamContract,
    ]
  ) contract(implementation, open);

  test(`${implementation} Transport.healthy() is ok until close(), which may be called twice`, async () => {
    await using under = await open();
    assert.deepEqual(await under.transport.healthy(), { ok: true });
    await under.transport.close();
    await under.transport.close();
    assert.equal((await under.transport.healthy()).ok, false);
  });
}
