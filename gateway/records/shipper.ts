import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { AppendResult, RecordStreamWriter } from "../../shared/transport/record_stream.ts";
import { Interruptible } from "./interruptible.ts";
import type { ShippableSpool } from "./shippable_spool.ts";
import { WatermarkFollower } from "./watermark_follower.ts";

export interface ShipperOptions {
  spool: ShippableSpool;
  writer: RecordStreamWriter;
  clock: Clock;
  logger: Logger;
  /** Records in one append. Default 500. */
  batchRecordsMax?: number;
  /** How long the first record waits for others to travel with. Default 20 ms. */
  lingerMs?: number;
  /** How often the watermark is asked for while something is not committed. Default 500 ms. */
  watermarkEveryMs?: number;
  /** The first wait when the stream is full or out of reach; doubles up to 5 s. Default 100 ms. */
  retryMs?: number;
}

/**
 * Moves a spool's records to the record stream, in order, and has the spool delete what the recorder committed.
 *
 * How far it shipped is in memory only. After a start, a reconnection or a change of the stream's epoch it ships again
 * from the recorder's watermark: the recorder knows a record that it has.
 */
export class Shipper {
  readonly #options: Required<ShipperOptions>;
  readonly #follower: WatermarkFollower;
  readonly #pauses: Interruptible;
  #loop: Promise<void> = Promise.resolve();
  #reconnections: { close(): void } | null = null;
  #idle: PromiseWithResolvers<void> | null = null;
  #hurried = false;
  #shippedN = 0;
  #fromWatermark = false;
  #epoch: string | null = null;
  #retryMs: number;
  #obstacle: string | null = null;

  constructor(options: ShipperOptions) {
    this.#options = { batchRecordsMax: 500, lingerMs: 20, watermarkEveryMs: 500, retryMs: 100, ...options };
    this.#retryMs = this.#options.retryMs;
    this.#pauses = new Interruptible(options.clock);
    this.#follower = new WatermarkFollower({
      ...this.#options,
      everyMs: this.#options.watermarkEveryMs,
      onLoss: () => this.#shipAgain(),
    });
  }

  /** Records that are written and not known as committed. */
  get lag(): number {
    return this.#follower.lag;
  }

  /** Why nothing can be shipped now; null when it can. */
  get obstacle(): string | null {
    return this.#obstacle;
  }

  start(): void {
    // An instance that wrote nothing yet has shipped nothing: its watermark need not be known.
    this.#fromWatermark = this.#options.spool.lastN > 0;
    this.#reconnections = this.#options.writer.onReconnect(() => {
      this.#retryMs = this.#options.retryMs;
      this.#pauses.interrupt();
      this.#shipAgain();
    });
    this.#follower.start();
    this.#loop = this.#ship();
  }

  /** There are new records. */
  wake(): void {
    this.#idle?.resolve();
  }

  /** Resolves when everything written is committed and released, or when the shipper is stopped. */
  covered(): Promise<void> {
    return this.#follower.covered();
  }

  /** Ships without lingering until everything is committed or `deadlineMs` have passed; answers how many records are not. */
  async drain(deadlineMs: number): Promise<{ left: number }> {
    this.#hurried = true;
    this.#pauses.interrupt();
    this.#follower.hurry();
    const deadline = new AbortController();
    const expired = this.#options.clock.delay(deadlineMs, deadline.signal).catch(() => {});
    await Promise.race([this.covered(), expired]);
    deadline.abort();
    return { left: this.lag };
  }

  /** Ends shipping; what is not shipped stays in the spool. */
  async stop(): Promise<void> {
    this.#reconnections?.close();
    this.#pauses.end();
    this.wake();
    await Promise.all([this.#loop, this.#follower.stop()]);
  }

  #shipAgain(): void {
    this.#fromWatermark = true;
    this.wake();
  }

  async #ship(): Promise<void> {
    const { spool, logger } = this.#options;
    while (!this.#pauses.ended) {
      if (this.#shippedN >= spool.lastN && !this.#fromWatermark) {
        await this.#untilWoken();
        continue;
      }
      try {
        await this.#shipOnce();
      } catch (error) {
        logger.warn("records_not_shipped", { error, instance: spool.instance });
        await this.#backOff("the spool or the stream failed");
      }
    }
  }

  async #untilWoken(): Promise<void> {
    this.#idle = Promise.withResolvers();
    await this.#idle.promise;
    this.#idle = null;
    // One append of many records costs little more than one of one.
    const pending = this.#options.spool.lastN - this.#shippedN;
    const travelsAlone = pending < this.#options.batchRecordsMax && !this.#fromWatermark && !this.#hurried;
    if (travelsAlone) await this.#pauses.pause(this.#options.lingerMs);
  }

  async #shipOnce(): Promise<void> {
    const { spool, writer, batchRecordsMax } = this.#options;
    if (this.#fromWatermark && !await this.#returnToWatermark()) return;
    const through = spool.lastN;
    const records = await spool.read(this.#shippedN, batchRecordsMax);
    const last = records.at(-1);
    if (last === undefined) {
      // Lines that cannot be read any more were counted by their reader; what follows must not wait for them.
      this.#shippedN = Math.max(this.#shippedN, through);
      return;
    }
    const result = await writer.append(records);
    if (result.state !== "appended") return await this.#backOff(reasonOf(result));
    this.#flows();
    this.#shippedN = last.n;
    if (this.#epoch !== null && this.#epoch !== result.epoch) this.#fromWatermark = true;
    this.#epoch = result.epoch;
  }

  /** Goes back to what is surely committed; false when that cannot be learnt now. */
  async #returnToWatermark(): Promise<boolean> {
    // Lowered before asking: a reconnection while the answer is on its way counts again.
    this.#fromWatermark = false;
    const watermark = await this.#options.writer.watermark(this.#options.spool.instance).catch(() => null);
    if (watermark === null) {
      this.#fromWatermark = true;
      await this.#backOff("the recorder's watermark cannot be read");
      return false;
    }
    // A store that forgot answers 0; what was once committed stays so.
    this.#shippedN = Math.max(watermark, this.#follower.watermark);
    return true;
  }

  #flows(): void {
    if (this.#obstacle !== null) this.#options.logger.info("records_flow", { instance: this.#options.spool.instance });
    this.#obstacle = null;
    this.#retryMs = this.#options.retryMs;
  }

  async #backOff(reason: string): Promise<void> {
    const { logger, spool } = this.#options;
    if (this.#obstacle === null) logger.warn("records_wait", { reason, instance: spool.instance, lag: this.lag });
    this.#obstacle = reason;
    const waitMs = this.#hurried ? this.#options.retryMs : this.#retryMs;
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS_MAX);
    await this.#pauses.pause(waitMs);
  }
}

const RETRY_MS_MAX = 5_000;

function reasonOf(result: Exclude<AppendResult, { state: "appended" }>): string {
  return result.state === "full" ? "the record stream is full" : result.reason;
}
