import type { Clock } from "../../time/clock.ts";
import {
  type BoardReading,
  type BreakerBoard,
  keptMs,
  NOTICES_MAX,
  noticeSubject,
  type TargetNotice,
} from "../breaker_board.ts";

/** The breaker board within one process. */
export class MemoryBreakerBoard implements BreakerBoard {
  readonly #clock: Clock;
  readonly #posted = new Map<string, Posted>();
  #postings = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  publish(notice: TargetNotice, lastsMs: number): Promise<void> {
    const nowMs = this.#clock.monotonic();
    const endsMs = nowMs + lastsMs;
    this.#dropForgotten(nowMs);
    this.#posted.set(noticeSubject(notice), {
      notice: { ...notice },
      postingId: ++this.#postings,
      postedMs: nowMs,
      endsMs,
      forgottenMs: endsMs + keptMs(notice),
    });
    if (this.#posted.size > NOTICES_MAX) this.#dropSoonest();
    return Promise.resolve();
  }

  read(seenVersion: string | null): Promise<BoardReading | null> {
    const version = String(this.#postings);
    if (version === seenVersion) return Promise.resolve(null);
    const nowMs = this.#clock.monotonic();
    this.#dropForgotten(nowMs);
    const notices = [...this.#posted.values()].map(({ notice, postingId, postedMs, endsMs }) => ({
      notice: { ...notice },
      postingId,
      ageMs: nowMs - postedMs,
      leftMs: endsMs - nowMs,
    }));
    return Promise.resolve({ version, notices });
  }

  forget(): void {
    this.#posted.clear();
    this.#postings++;
  }

  #dropForgotten(nowMs: number): void {
    for (const [subject, { forgottenMs }] of this.#posted) if (forgottenMs <= nowMs) this.#posted.delete(subject);
  }

  #dropSoonest(): void {
    let soonest: [string, number] | null = null;
    for (const [subject, { forgottenMs }] of this.#posted) {
      if (soonest === null || forgottenMs < soonest[1]) soonest = [subject, forgottenMs];
    }
    this.#posted.delete(soonest![0]);
  }
}

interface Posted {
  notice: TargetNotice;
  postingId: number;
  postedMs: number;
  endsMs: number;
  /** When it is taken down, having ended before. */
  forgottenMs: number;
}
