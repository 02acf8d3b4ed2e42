import type { ErrorCode } from "../../shared/contracts/error_code.ts";
import type { SlowStream, TargetTimeouts } from "../../shared/contracts/route_tree.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { ChunkPace } from "./chunk_pace.ts";
import type { Timer, TimerWheel } from "./timer_wheel.ts";

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

/** Watches over one attempt with one timer: activity only notes the time, and the timer looks when it rings. */
export class AttemptDeadline {
  readonly #clock: Clock;
  readonly #wheel: TimerWheel;
  readonly #timeouts: AttemptTimeouts;
  readonly #onExpiry: (expiry: Expiry) => void;
  readonly #startMs: number;
  #phase: "first_token" | "flowing" | "whole" = "first_token";
  #activeMs: number;
  /** Since when we ourselves have stopped reading; null while we read. */
  #suspendedMs: number | null = null;
  #pace: ChunkPace | null = null;
  #timer: Timer;

  constructor(wheel: TimerWheel, clock: Clock, timeouts: AttemptTimeouts, onExpiry: (expiry: Expiry) => void) {
    this.#wheel = wheel;
    this.#clock = clock;
    this.#timeouts = timeouts;
    this.#onExpiry = onExpiry;
    this.#startMs = this.#activeMs = clock.monotonic();
    this.#timer = wheel.schedule(Math.min(timeouts.firstTokenMs, timeouts.totalMs), () => this.#look());
  }

  /** Holds the stream to a pace once it flows; `count` tells how many chunks there were so far. */
  keepPace(limit: SlowStream, count: () => number): void {
    this.#pace = new ChunkPace(limit, count);
  }

  /** The first content came, and more follows chunk by chunk (`flowing`); or the head of a whole answer. */
  begun(as: "flowing" | "whole"): void {
    this.#phase = as;
    this.touch();
    if (as === "flowing") this.#pace?.begin(this.#activeMs);
    this.#arm();
  }

  /** Something came. */
  touch(): void {
    this.#activeMs = this.#clock.monotonic();
  }

  /** While we ourselves have stopped reading, the provider's silence is not its own. */
  suspend(suspended: boolean): void {
    this.touch();
    const sinceMs = this.#suspendedMs;
    this.#suspendedMs = suspended ? sinceMs ?? this.#activeMs : null;
    if (suspended || sinceMs === null || this.#pace === null) return;
    this.#pace.leaveOut(this.#activeMs - sinceMs);
    this.#arm();
  }

  close(): void {
    this.#timer.cancel();
  }

  #look(): void {
    const nowMs = this.#clock.monotonic();
    const { firstTokenMs, idleMs, totalMs } = this.#timeouts;
    if (this.#phase === "first_token" && nowMs - this.#startMs >= firstTokenMs) return this.#onExpiry("first_token");
    if (nowMs - this.#startMs >= totalMs) return this.#onExpiry("total");
    if (this.#phase === "flowing" && this.#suspendedMs === null) {
      if (nowMs - this.#activeMs >= idleMs) return this.#onExpiry("idle");
      if (this.#pace?.isTooSlow(nowMs) === true) return this.#onExpiry("too_slow");
    }
    this.#arm();
  }

  #arm(): void {
    this.#timer.cancel();
    const nowMs = this.#clock.monotonic();
    const { firstTokenMs, idleMs, totalMs } = this.#timeouts;
    let dueMs = this.#startMs + totalMs;
    if (this.#phase === "first_token") dueMs = Math.min(dueMs, this.#startMs + firstTokenMs);
    if (this.#phase === "flowing") {
      // While we do not read nothing can run out but the whole; reading again arms a pace anew.
      const isHeld = this.#suspendedMs !== null;
      dueMs = Math.min(dueMs, (isHeld ? nowMs : this.#activeMs) + idleMs);
      if (!isHeld && this.#pace !== null) dueMs = Math.min(dueMs, this.#pace.dueMs);
    }
    this.#timer = this.#wheel.schedule(Math.max(0, dueMs - nowMs), () => this.#look());
  }
}

/** What the client of a stream that has begun is told when its time is up. */
export const STREAM_EXPIRIES = {
  first_token: "stream_interrupted",
  idle: "stream_stalled",
  too_slow: "stream_too_slow",
  total: "stream_interrupted",
} as const satisfies Record<Expiry, ErrorCode>;
