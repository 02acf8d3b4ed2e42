import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { TailedRecord } from "../../shared/transport/record_stream.ts";
import type { LogTail, TailListener } from "../logs/log_tail.ts";
import { addSums, type LiveSums, liveSums, noSums } from "./live_sums.ts";
import { LatencyHistogram } from "./latency_histogram.ts";

/** Whose requests are watched: a tenant's, or those of one of its projects. */
export interface LiveScope {
  tenantId: string;
  projectId: string | null;
}

/** What came in the second before, and how long completed requests of the last ten seconds took. */
export interface LiveSecond {
  sums: LiveSums;
  latency: LatencyHistogram;
  timeToFirstToken: LatencyHistogram;
  /** Records may be missing: the stream was away, or lost some. */
  gap: boolean;
}

export interface LiveListener {
  second(second: LiveSecond): void;
  /** Nothing more will come. */
  end(): void;
}

const SECOND_MS = 1_000;
/** Quantiles are those of so many seconds. */
export const LATENCY_SECONDS = 10;
/** Who may watch at a time in this process. */
const LISTENERS_MAX = 500;

/**
 * Sums up the record stream second by second, once for all who watch the same. What is kept is sums: it takes no more memory
 * when there are more requests.
 */
export class LiveUsage {
  readonly #tail: LogTail;
  readonly #clock: Clock;
  readonly #watched = new Map<string, Watched>();
  #listeners = 0;

  constructor({ tail, clock }: { tail: LogTail; clock: Clock }) {
    this.#tail = tail;
    this.#clock = clock;
  }

  /** False where too many watch already. Throws when the stream cannot be reached. */
  async join(scope: LiveScope, listener: LiveListener): Promise<boolean> {
    if (this.#listeners >= LISTENERS_MAX) return false;
    this.#listeners++;
    const name = nameOf(scope);
    let watched = this.#watched.get(name);
    if (watched === undefined) {
      watched = new Watched(scope, this.#clock);
      this.#watched.set(name, watched);
      watched.joined = this.#tail.join(watched);
    }
    watched.listeners.add(listener);
    try {
      await watched.joined;
      watched.start();
      return true;
    } catch (error) {
      this.leave(scope, listener);
      throw error;
    }
  }

  /** Tells the listener nothing more. */
  leave(scope: LiveScope, listener: LiveListener): void {
    const name = nameOf(scope);
    const watched = this.#watched.get(name);
    if (watched === undefined || !watched.listeners.delete(listener)) return;
    this.#listeners--;
    if (watched.listeners.size > 0) return;
    this.#watched.delete(name);
    this.#tail.leave(watched);
    watched.stop();
  }
}

function nameOf({ tenantId, projectId }: LiveScope): string {
  return `${tenantId} ${projectId ?? ""}`;
}

/** One scope that somebody watches. */
class Watched implements TailListener {
  readonly listeners = new Set<LiveListener>();
  joined: Promise<unknown> = Promise.resolve();
  readonly #scope: LiveScope;
  readonly #clock: Clock;
  readonly #stopped = new AbortController();
  #started = false;
  #sums = noSums();
  #gap = false;
  /** Of this second and the ones before it, the newest last. */
  readonly #latencies = [newLatencies()];

  constructor(scope: LiveScope, clock: Clock) {
    this.#scope = scope;
    this.#clock = clock;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    // It ends by the signal alone.
    this.#run().catch(() => {});
  }

  stop(): void {
    this.#stopped.abort();
  }

  record({ record }: TailedRecord): void {
    const { tenantId, projectId } = this.#scope;
    if (record.tenantId !== tenantId || (projectId !== null && record.projectId !== projectId)) return;
    addSums(this.#sums, liveSums(record));
    this.#addLatencies(record);
  }

  gap(): void {
    this.#gap = true;
  }

  end(): void {
    for (const listener of [...this.listeners]) listener.end();
  }

  async #run(): Promise<void> {
    let startedMs = this.#clock.monotonic();
    for (let due = startedMs + SECOND_MS;; due += SECOND_MS) {
      await this.#clock.delay(due - this.#clock.monotonic(), this.#stopped.signal);
      const nowMs = this.#clock.monotonic();
      // A process that was held up makes up for no seconds: the one that ends now was longer.
      if (nowMs - due > SECOND_MS) due = nowMs;
      this.#tell(nowMs - startedMs);
      startedMs = nowMs;
    }
  }

  #tell(intervalMs: number): void {
    const second: LiveSecond = {
      sums: { ...this.#sums, intervalMs },
      latency: merged(this.#latencies.map(({ total }) => total)),
      timeToFirstToken: merged(this.#latencies.map(({ first }) => first)),
      gap: this.#gap,
    };
    this.#sums = noSums();
    this.#gap = false;
    this.#latencies.push(newLatencies());
    if (this.#latencies.length > LATENCY_SECONDS) this.#latencies.shift();
    for (const listener of this.listeners) listener.second(second);
  }

  #addLatencies({ outcome, timings }: RequestRecord): void {
    if (outcome !== "completed") return;
    const { total, first } = this.#latencies.at(-1)!;
    total.add(timings.totalMs);
    if (timings.ttftMs !== null) first.add(timings.ttftMs);
  }
}

function newLatencies() {
  return { total: new LatencyHistogram(), first: new LatencyHistogram() };
}

function merged(histograms: readonly LatencyHistogram[]): LatencyHistogram {
  const all = new LatencyHistogram();
  for (const histogram of histograms) all.merge(histogram);
  return all;
}
