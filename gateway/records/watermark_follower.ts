import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { RecordStreamWriter } from "../../shared/transport/record_stream.ts";
import { Interruptible } from "./interruptible.ts";
import type { ShippableSpool } from "./shippable_spool.ts";

export interface WatermarkFollowerOptions {
  spool: ShippableSpool;
  writer: Pick<RecordStreamWriter, "watermark">;
  clock: Clock;
  logger: Logger;
  /** How often the watermark is asked for while something is not committed. */
  everyMs: number;
  /** The stream lost records that are not committed, or seems to have: they have to be shipped again. */
  onLoss: () => void;
}

/** Asks how far the recorder has committed and lets the spool delete what that covers. */
export class WatermarkFollower {
  readonly #options: WatermarkFollowerOptions;
  readonly #pauses: Interruptible;
  #loop: Promise<void> = Promise.resolve();
  #watermark = 0;
  #answered = 0;
  #everyMs: number;
  #progressAt: number;
  #patienceMs = PATIENCE_MS_MIN;
  #awaiting: (() => void)[] = [];

  constructor(options: WatermarkFollowerOptions) {
    this.#options = options;
    this.#everyMs = options.everyMs;
    this.#progressAt = options.clock.monotonic();
    this.#pauses = new Interruptible(options.clock);
  }

  /** The highest n that is known as committed; never goes back, since what is committed stays so. */
  get watermark(): number {
    return this.#watermark;
  }

  /** Records that are written and not known as committed. */
  get lag(): number {
    return Math.max(0, this.#options.spool.lastN - this.#watermark);
  }

  start(): void {
    this.#loop = this.#follow();
  }

  /** Asks ten times as often from now on. */
  hurry(): void {
    this.#everyMs = this.#options.everyMs / 10;
    this.#pauses.interrupt();
  }

  /** Resolves when everything written is committed and released, or when the follower is stopped. */
  covered(): Promise<void> {
    if (this.lag === 0 || this.#pauses.ended) return Promise.resolve();
    return new Promise((resolve) => this.#awaiting.push(resolve));
  }

  async stop(): Promise<void> {
    this.#pauses.end();
    await this.#loop;
    this.#tell();
  }

  async #follow(): Promise<void> {
    while (!this.#pauses.ended) {
      if (this.lag > 0) await this.#ask();
      else this.#progressAt = this.#options.clock.monotonic();
      if (this.lag === 0) this.#tell();
      await this.#pauses.pause(this.#everyMs);
    }
  }

  async #ask(): Promise<void> {
    const { spool, writer, logger, onLoss } = this.#options;
    try {
      const watermark = await writer.watermark(spool.instance);
      if (watermark === null) return;
      if (watermark < this.#answered || this.#isOverdue(watermark)) onLoss();
      this.#answered = watermark;
      if (watermark <= this.#watermark) return;
      await spool.release(watermark);
      this.#watermark = watermark;
    } catch (error) {
      logger.warn("spool_not_released", { error, instance: spool.instance });
    }
  }

  /**
   * Whether nothing was committed for so long that the stream may have been emptied unnoticed. Each time it waits twice as
   * long: with a recorder that is merely down, shipping again only fills the stream.
   */
  #isOverdue(watermark: number): boolean {
    const nowMs = this.#options.clock.monotonic();
    if (watermark > this.#watermark) {
      this.#progressAt = nowMs;
      this.#patienceMs = PATIENCE_MS_MIN;
      return false;
    }
    if (nowMs - this.#progressAt < this.#patienceMs) return false;
    this.#progressAt = nowMs;
    this.#patienceMs = Math.min(this.#patienceMs * 2, PATIENCE_MS_MAX);
    return true;
  }

  #tell(): void {
    for (const resolve of this.#awaiting.splice(0)) resolve();
  }
}

const PATIENCE_MS_MIN = 60_000;
const PATIENCE_MS_MAX = 16 * 60_000;
