import type { BodyStream } from "./body_stream.ts";
import type { CallBudgets } from "./call_budgets.ts";
import type { BreakerBoard } from "./breaker_board.ts";
import type { ConfigFeed } from "./config_feed.ts";
import type { CredentialFeed } from "./credential_feed.ts";
import type { FeedState } from "./feed_state.ts";
import type { Fleet } from "./fleet.ts";
import type { KeyDirectory } from "./key_directory.ts";
import type { RecordStream } from "./record_stream.ts";
import type { ReservationLedger } from "./reservation_ledger.ts";

/** Everything that travels between the control plane and the gateways. */
export interface Transport {
  readonly configFeed: ConfigFeed;
  readonly credentialFeed: CredentialFeed;
  readonly keyDirectory: KeyDirectory;
  readonly feedState: FeedState;
  readonly recordStream: RecordStream;
  readonly bodyStream: BodyStream;
  readonly fleet: Fleet;
  readonly breakerBoard: BreakerBoard;
  readonly reservationLedger: ReservationLedger;
  readonly callBudgets: CallBudgets;
  /** Whether the store answers now; within 500 ms. Never throws. */
  healthy(): Promise<{ ok: true } | { ok: false; reason: string }>;
  /** Closes every connection; watches and waiting reads end. */
  close(): Promise<void>;
}
