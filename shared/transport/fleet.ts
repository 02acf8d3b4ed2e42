/** What a living gateway says of itself. */
export interface GatewayHeartbeat {
  instance: string;
  build: string;
  startedAt: number;
  requestsInFlight: number;
  /** The number of the last record that it wrote; absent in builds before there were budgets. */
  recordsWritten?: number;
  /** How many records it could not write down since it started; absent in builds before gaps were told. */
  recordsLost?: number;
  /** When it said so, by its own clock, epoch milliseconds; absent in builds before the fleet was shown. */
  beatAt?: number;
}

/** How long a heartbeat counts unless it says otherwise, milliseconds. */
export const HEARTBEAT_TTL_MS = 15_000;

/** Which gateways are alive. */
export interface Fleet {
  /** Says that a gateway lives, for the next `ttlMs` (default 15,000). Never throws. */
  beat(heartbeat: GatewayHeartbeat, ttlMs?: number): Promise<void>;
  /** A gateway says farewell. Never throws. */
  leave(instance: string): Promise<void>;
  /** Every gateway whose heartbeat has not expired. Throws when unreachable. */
  alive(): Promise<GatewayHeartbeat[]>;
}
