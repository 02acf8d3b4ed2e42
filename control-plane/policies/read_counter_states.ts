import type { CounterState, LedgerClaim } from "../../shared/transport/reservation_ledger.ts";
import { TransportError } from "../../shared/transport/transport_error.ts";
import type { Call } from "../call.ts";

/**
 * Why a counter is not known.
 *
 * - `uninitialised`: the ledger has forgotten, and is being rebuilt · `unreachable`: it does not answer
 */
export type CounterLoss = "uninitialised" | "unreachable";

/** How the counters of some claims stand, in their order; nothing is reserved. A ledger that is away is no fault. */
export async function readCounterStates(
  { dependencies }: Call,
  tenantId: string,
  claims: readonly LedgerClaim[],
): Promise<CounterState[] | CounterLoss> {
  try {
    const answer = await dependencies.transport.reservationLedger.read(tenantId, claims);
    return answer.state === "uninitialised" ? answer.state : answer.value;
  } catch (error) {
    // A store that is loading, full or a replica now refuses by an error of its own: worth a line, but no reason to fail.
    if (!(error instanceof TransportError)) dependencies.logger.warn("counters_unreadable", { tenantId, error });
    return "unreachable";
  }
}
