import type { BodyLoss, CapturedBody } from "../../shared/contracts/captured_body.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import { Alarm } from "../../shared/time/alarm.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { BodyDelivery, BodyStreamReader } from "../../shared/transport/body_stream.ts";
import type { Database } from "../database.ts";
import type { Readiness } from "../http/readiness.ts";
import { dropExpiredBodies } from "./drop_expired_bodies.ts";
import { storeBodies, storeLosses } from "./store_bodies.ts";

export interface BodyRecorderDependencies {
  db: Database;
  reader: BodyStreamReader;
  clock: Clock;
  logger: Logger;
}

export interface BodyRecorderOptions {
  /** This process among all recorders: 1 to 64 of a–z, 0–9 and dashes. */
  consumer: string;
  /** Days before today that records are kept: bodies do not outlive them. Default 30. */
  logRetentionDays?: number;
}

/** What a body recorder did since it started, in requests. */
export interface BodyRecorderCounts {
  /** Stored now or before. */
  stored: number;
  /** Refused by Postgres for what is in them. */
  refused: number;
  /** Entries of the stream that could not be read. */
  unreadable: number;
}

/** Moves captured bodies from their stream into the database, and drops those whose time is over. */
export interface BodyRecorder {
  /** Never a reason not to be ready: records do not depend on it. */
  readiness(): Readiness;
  counts(): Readonly<BodyRecorderCounts>;
  /** Finishes the batch under way and ends. */
  stop(): Promise<void>;
}

/**
 * Starts to record bodies until stopped; any number may run at once. While Postgres or the stream is away it tries again,
 * at first after 100 ms and then after up to five seconds.
 */
export function startBodyRecorder(
  dependencies: BodyRecorderDependencies,
  options: BodyRecorderOptions,
): BodyRecorder {
  const stop = new AbortController();
  const loop = new BodyRecorderLoop(dependencies, options);
  const running = loop.run(stop.signal);
  return {
    readiness: () => ({ ready: true, details: { ...loop.counts } }),
    counts: () => loop.counts,
    async stop() {
      stop.abort();
      await running;
    },
  };
}

/** Entries of one turn: with bodies of the largest size some 40 MiB. */
const ENTRIES_MAX = 16;
const IDLE_MS = 500;
const RETRY_MS = 100;
const RETRY_MS_MAX = 5_000;
const RETENTION_MS = 3_600_000;

class BodyRecorderLoop {
  readonly counts: BodyRecorderCounts = { stored: 0, refused: 0, unreadable: 0 };
  readonly #dependencies: BodyRecorderDependencies;
  readonly #options: BodyRecorderOptions;
  /** What Postgres refused, by tenant. */
  readonly #refused = new Map<string, number>();
  #retentionAtMs = -Infinity;

  constructor(dependencies: BodyRecorderDependencies, options: BodyRecorderOptions) {
    this.#dependencies = dependencies;
    this.#options = options;
  }

  /** Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#dependencies;
    const alarm = new Alarm(clock);
    let retryMs = RETRY_MS;
    while (!signal.aborted) {
      try {
        await this.#keepRetention();
        if (!await this.#turn()) await alarm.wait(IDLE_MS, signal);
        retryMs = RETRY_MS;
      } catch (error) {
        logger.warn("body_recorder_interrupted", { error, retryMs });
        await alarm.wait(retryMs, signal);
        retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
      }
    }
  }

  /** Whether there was anything to do. */
  async #turn(): Promise<boolean> {
    const { reader } = this.#dependencies;
    const deliveries = await reader.read(this.#options.consumer, { entriesMax: ENTRIES_MAX });
    if (deliveries.length === 0) return false;
    await this.#store(deliveries);
    // Only now: what is acknowledged is gone from the stream.
    await reader.acknowledge(deliveries.map(({ entryId }) => entryId));
    return true;
  }

  async #store(deliveries: BodyDelivery[]): Promise<void> {
    const { db, clock, logger } = this.#dependencies;
    const bodies: CapturedBody[] = [];
    const losses: BodyLoss[] = [];
    let unreadable = 0;
    for (const { entry } of deliveries) {
      if (entry === null) unreadable++;
      else if (entry.type === "body") bodies.push(entry.body);
      else losses.push(entry.loss);
    }
    const refused = await storeBodies(db, bodies);
    losses.push(...this.#countRefused(refused));
    await storeLosses(db, losses, clock);
    if (unreadable + refused.length > 0) logger.error("bodies_refused", { unreadable, refused: refused.length });
    this.counts.unreadable += unreadable;
    this.counts.refused += refused.length;
    this.counts.stored += bodies.length - refused.length;
  }

  #countRefused(refused: CapturedBody[]): BodyLoss[] {
    for (const { tenantId } of refused) this.#refused.set(tenantId, (this.#refused.get(tenantId) ?? 0) + 1);
    const instance = this.#options.consumer;
    return refused.map(({ tenantId }) => ({
      instance,
      tenantId,
      reason: "refused",
      count: this.#refused.get(tenantId)!,
    }));
  }

  async #keepRetention(): Promise<void> {
    const { db, clock, logger } = this.#dependencies;
    if (clock.monotonic() - this.#retentionAtMs < RETENTION_MS) return;
    this.#retentionAtMs = clock.monotonic();
    try {
      const dropped = await dropExpiredBodies(db, clock, this.#options.logRetentionDays ?? 30);
      if (dropped > 0) logger.info("bodies_expired", { requests: dropped });
    } catch (error) {
      // What is past its time is not shown; that it lies there an hour longer stops nothing.
      logger.warn("expired_bodies_kept", { error });
    }
  }
}
