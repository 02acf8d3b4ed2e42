import type { ErrorCode } from "../../shared/contracts/error_code.ts";
import type { SlowStream, TargetTimeouts } from "../../shared/contracts/route_tree.ts";
import { ChunkPace } from "./chunk_pace.ts";
import type { Gateway } from "./gateway.ts";
import { WheelEntry } from "./timer_wheel.ts";

export type Expiry = "first_token" | "idle" | "too_slow" | "total";

/** Timeouts in milliseconds with nothing left out. */
export type AttemptTimeouts = Required<{ [name in keyof TargetTimeouts]: number }>;

/** What a target that says nothing gets, milliseconds; documented with `targetTimeouts`. */
export const DEFAULT_TIMEOUTS: AttemptTimeouts = {
  connectMs: 5_000,
  firstTokenMs: 60_000,
  idleMs: 60_000,
  totalMs: 600_000,
};

/** A target's own timeouts over the defaults, all of them within `leftMs`, which is what the request has left. */
export function attemptTimeouts(own: TargetTimeouts | undefined, leftMs: number): AttemptTimeouts {
  const within = (timeoutMs: number) => Math.max(1, Math.min(timeoutMs, leftMs));
  return {
    connectMs: within(own?.connectMs ?? DEFAULT_TIMEOUTS.connectMs),
    firstTokenMs: within(own?.firstTokenMs ?? DEFAULT_TIMEOUTS.firstTokenMs),
    idleMs: within(own?.idleMs ?? DEFAULT_TIMEOUTS.idleMs),
    totalMs: within(own?.totalMs ?? DEFAULT_TIMEOUTS.totalMs),
  };
}

/** What ran out, for the record. */
export function expiryMessage(
  expiry: Expiry,
  { timeouts, slowStream }: { timeouts: AttemptTimeouts; slowStream: SlowStream | undefined },
): string {
  switch (expiry) {
    case "first_token":
      return `no first token within ${timeouts.firstTokenMs} ms`;
    case "idle":
      return `no further chunk within ${timeouts.idleMs} ms`;
    case "too_slow":
      return `fewer than ${slowStream?.chunksMin} chunks within ${slowStream?.windowMs} ms`;
    case "total":
      return `not finished within ${timeouts.totalMs} ms`;
  }
}

/** Whose time an `AttemptDeadline` watches. */
export interface DeadlineOwner {
  /** The time is up; comes once. */
  expired(expiry: Expiry): void;
}

/** Watches over one attempt with one timer: activity only notes the time, and the timer looks when it rings. */
export class AttemptDeadline extends WheelEntry {
  readonly #gateway: Pick<Gateway, "wheel" | "dependencies">;
  readonly #owner: DeadlineOwner;
  readonly #timeouts: AttemptTimeouts;
  readonly #startMs: number;
  #phase: "first_token" | "flowing" | "whole" = "first_token";
  #activeMs: number;
  /** Since when we ourselves have stopped reading; null while we read. */
  #suspendedMs: number | null = null;
  #pace: ChunkPace | null = null;
  /** When the timer rings. */
  #ringsMs: number;

  /** `startMs`: now, monotonic milliseconds, like all times here. */
  constructor(
    gateway: Pick<Gateway, "wheel" | "dependencies">,
    owner: DeadlineOwner,
    { timeouts, startMs }: { timeouts: AttemptTimeouts; startMs: number },
  ) {
    super();
    this.#gateway = gateway;
    this.#owner = owner;
    this.#timeouts = timeouts;
    this.#startMs = this.#activeMs = startMs;
    this.#ringsMs = startMs + Math.min(timeouts.firstTokenMs, timeouts.totalMs);
    gateway.wheel.set(this, this.#ringsMs);
  }

  /** Holds the stream to a pace once it flows; `count` tells how many chunks there were so far. */
  keepPace(limit: SlowStream, count: () => number): void {
    this.#pace = new ChunkPace(limit, count);
  }

  /** The first content came, and more follows chunk by chunk. */
  flowing(nowMs: number): void {
    this.#phase = "flowing";
    this.touch(nowMs);
    this.#pace?.begin(nowMs);
    this.#arm(nowMs);
  }

  /** The head of a whole answer came. All that can run out now does so later: the timer sees when it rings. */
  whole(): void {
    this.#phase = "whole";
  }

  /** Something came. */
  touch(nowMs: number): void {
    this.#activeMs = nowMs;
  }

  /** While we ourselves have stopped reading, the provider's silence is not its own. */
  suspend(suspended: boolean, nowMs: number): void {
    this.touch(nowMs);
    const sinceMs = this.#suspendedMs;
    this.#suspendedMs = suspended ? sinceMs ?? nowMs : null;
    if (suspended || sinceMs === null || this.#pace === null) return;
    this.#pace.leaveOut(nowMs - sinceMs);
    this.#arm(nowMs);
  }

  close(): void {
    this.#gateway.wheel.clear(this);
  }

  ring(): void {
    this.#ringsMs = Infinity;
    const nowMs = this.#gateway.dependencies.clock.monotonic();
    const { firstTokenMs, idleMs, totalMs } = this.#timeouts;
    if (this.#phase === "first_token" && nowMs - this.#startMs >= firstTokenMs) {
      return this.#owner.expired("first_token");
    }
    if (nowMs - this.#startMs >= totalMs) return this.#owner.expired("total");
    if (this.#phase === "flowing" && this.#suspendedMs === null) {
      if (nowMs - this.#activeMs >= idleMs) return this.#owner.expired("idle");
      if (this.#pace?.isTooSlow(nowMs) === true) return this.#owner.expired("too_slow");
    }
    this.#arm(nowMs);
  }

  /** Has the timer ring no later than something can run out; one that rings too early looks, and is armed again. */
  #arm(nowMs: number): void {
    const dueMs = this.#dueMs(nowMs);
    if (dueMs >= this.#ringsMs) return;
    this.#ringsMs = dueMs;
    this.#gateway.wheel.set(this, dueMs);
  }

  #dueMs(nowMs: number): number {
    const { firstTokenMs, idleMs, totalMs } = this.#timeouts;
    let dueMs = this.#startMs + totalMs;
    if (this.#phase === "first_token") dueMs = Math.min(dueMs, this.#startMs + firstTokenMs);
    if (this.#phase === "flowing") {
      // While we do not read nothing can run out but the whole; reading again arms a pace anew.
      const isHeld = this.#suspendedMs !== null;
      dueMs = Math.min(dueMs, (isHeld ? nowMs : this.#activeMs) + idleMs);
      if (!isHeld && this.#pace !== null) dueMs = Math.min(dueMs, this.#pace.dueMs);
    }
    return dueMs;
  }
}

/** What the client of a stream that has begun is told when its time is up. */
export const STREAM_EXPIRIES = {
  first_token: "stream_interrupted",
  idle: "stream_stalled",
  too_slow: "stream_too_slow",
  total: "stream_interrupted",
} as const satisfies Record<Expiry, ErrorCode>;
