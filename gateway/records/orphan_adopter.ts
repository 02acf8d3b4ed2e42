import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { RecordStreamWriter } from "../../shared/transport/record_stream.ts";
import { AdoptedSpool } from "./adopted_spool.ts";
import { draftOf } from "./draft_of.ts";
import { interruptedRecord } from "./interrupted_record.ts";
import { Interruptible } from "./interruptible.ts";
import type { KeepingLog } from "./record_log.ts";
import { Shipper } from "./shipper.ts";
import { SpoolDirectory } from "./spool_directory.ts";

export interface OrphanAdopterOptions {
  /** The directory that holds a directory for every instance. */
  root: string;
  /** Its own instance, which is no orphan. */
  instance: string;
  /** Its own log, which takes the records of the requests that dead processes left unfinished. */
  log: KeepingLog;
  writer: RecordStreamWriter;
  clock: Clock;
  logger: Logger;
  /** How often it looks for orphans. Default 30,000 ms. */
  everyMs?: number;
  /** How it ships: see `Shipper`. */
  shipping?: { lingerMs?: number; watermarkEveryMs?: number; retryMs?: number };
}

/** Looks for spools whose process died, finishes and ships them, and deletes them once all is committed. */
export class OrphanAdopter {
  readonly #options: OrphanAdopterOptions;
  readonly #pauses: Interruptible;
  readonly #adopted = new Map<string, { spool: AdoptedSpool; shipper: Shipper; done: Promise<void> }>();
  #loop: Promise<void> = Promise.resolve();

  constructor(options: OrphanAdopterOptions) {
    this.#options = options;
    this.#pauses = new Interruptible(options.clock);
  }

  /** Bytes in the spools that are being adopted. */
  get bytes(): number {
    let bytes = 0;
    for (const { spool } of this.#adopted.values()) bytes += spool.bytes;
    return bytes;
  }

  /** Records of dead processes that are not known as committed. */
  get lag(): number {
    let lag = 0;
    for (const { shipper } of this.#adopted.values()) lag += shipper.lag;
    return lag;
  }

  start(): void {
    this.#loop = this.#look();
  }

  /** Looks once: takes over every orphan that can be had now. */
  async adopt(): Promise<void> {
    const { root, instance, logger } = this.#options;
    for (const orphan of await SpoolDirectory.instances(root)) {
      if (this.#pauses.ended) return;
      if (orphan === instance || this.#adopted.has(orphan)) continue;
      try {
        await this.#adoptOne(orphan);
      } catch (error) {
        // One that cannot be read or written must not keep the others from being shipped; it is tried again.
        logger.error("spool_not_adopted", { error, orphan });
      }
    }
  }

  /** Resolves when every spool adopted so far is committed and deleted, or the adopter is stopped. */
  async settled(): Promise<void> {
    await Promise.all([...this.#adopted.values()].map(({ done }) => done));
  }

  /** Lets go of everything; what is not committed is left to the next adopter. */
  async stop(): Promise<void> {
    this.#pauses.end();
    await this.#loop;
    const adopted = [...this.#adopted.values()];
    await Promise.all(adopted.map(({ shipper }) => shipper.stop()));
    await Promise.all(adopted.map(({ done }) => done));
  }

  async #look(): Promise<void> {
    while (!this.#pauses.ended) {
      await this.adopt().catch((error) => this.#options.logger.error("orphans_not_listed", { error }));
      await this.#pauses.pause(this.#options.everyMs ?? 30_000);
    }
  }

  async #adoptOne(orphan: string): Promise<void> {
    const { root, log, logger } = this.#options;
    const directory = await SpoolDirectory.takeOver(root, orphan);
    if (directory === null) return;
    let kept = false;
    try {
      const spool = await AdoptedSpool.open(directory, logger);
      const interrupted = await this.#interrupt(spool);
      logger.info("spool_adopted", { orphan, lastN: spool.lastN, interrupted });
      this.#ship(spool, log.lastN);
      kept = true;
    } finally {
      if (!kept) directory.release();
    }
  }

  /**
   * Records the requests that the process left unfinished, and answers how many. An adopter that is killed before the
   * orphan is deleted does this in vain: the next one does it again, and the recorder knows a record that it has. Throws
   * when one of them was lost.
   */
  async #interrupt({ unfinished }: AdoptedSpool): Promise<number> {
    const { log } = this.#options;
    const { lostRecords } = log;
    for (let from = 0; from < unfinished.length; from += INTERRUPTED_AT_ONCE) {
      const begins = unfinished.slice(from, from + INTERRUPTED_AT_ONCE);
      await Promise.all(begins.map((begin) => log.finish(draftOf(interruptedRecord(begin)))));
    }
    if (log.lostRecords > lostRecords) throw new Error("records of its unfinished requests could not be kept");
    return unfinished.length;
  }

  /** `through` is the last number that its unfinished requests have in the adopter's own log. */
  #ship(spool: AdoptedSpool, through: number): void {
    const { writer, clock, logger, shipping } = this.#options;
    const shipper = new Shipper({ spool, writer, clock, logger, ...shipping });
    shipper.start();
    const done = this.#finish(spool, shipper, through).catch((error) => {
      logger.error("spool_not_removed", { error, orphan: spool.instance });
    });
    this.#adopted.set(spool.instance, { spool, shipper, done });
  }

  async #finish(spool: AdoptedSpool, shipper: Shipper, through: number): Promise<void> {
    const { log, logger } = this.#options;
    // While memory alone holds their records, the begin lines are what a kill would leave of those requests.
    while (log.keptN < through && !this.#pauses.ended) await this.#pauses.pause(KEPT_EVERY_MS);
    const isKept = log.keptN >= through;
    if (isKept) spool.finished();
    await shipper.covered();
    await shipper.stop();
    try {
      if (shipper.lag > 0 || !isKept) return spool.leave();
      await spool.remove();
      logger.info("spool_removed", { orphan: spool.instance });
    } finally {
      this.#adopted.delete(spool.instance);
    }
  }
}

/** Lines that share a write. */
const INTERRUPTED_AT_ONCE = 100;
const KEPT_EVERY_MS = 500;
