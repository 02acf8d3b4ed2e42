import { join } from "node:path";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { RecordStreamWriter } from "../../shared/transport/record_stream.ts";
import { OrphanAdopter } from "./orphan_adopter.ts";
import type { RecordLog } from "./record_log.ts";
import { Shipper } from "./shipper.ts";
import { Spool } from "./spool.ts";
import { SpoolDirectory } from "./spool_directory.ts";

export interface GatewayRecordsOptions {
  /** Spools lie in its `spool` directory. */
  dataDirectory: string;
  instance: string;
  writer: RecordStreamWriter;
  clock: Clock;
  logger: Logger;
  /** Bytes that all spools of the data directory may take. Default 1 GiB. */
  spoolBytesMax?: number;
  /** Bytes of lines that memory may hold while the disk refuses them. Default 32 MiB. */
  spoolMemoryBytesMax?: number;
}

/** What operators want to know of the records' way. */
export interface RecordsHealth {
  /** The number of the last record that this process wrote. */
  written: number;
  /** Records of this process that are not known as committed. */
  lag: number;
  /** Records of dead processes that are not known as committed. */
  adoptedLag: number;
  /** Records of this process that could neither be written down nor held. */
  lostRecords: number;
  /** Records that the disk has refused so far and that are not known as committed: a kill would lose what is not shipped. */
  heldRecords: number;
  /** Whether the disk took the last write. */
  spoolWritable: boolean;
  spoolBytes: number;
  /** Why nothing can be shipped now; null when it can. */
  obstacle: string | null;
}

/** A gateway's records from the request to the stream: its own spool and shipper, and the spools of dead processes. */
export class GatewayRecords {
  readonly #spool: Spool;
  readonly #shipper: Shipper;
  readonly #adopter: OrphanAdopter;

  private constructor(parts: { spool: Spool; shipper: Shipper; adopter: OrphanAdopter }) {
    this.#spool = parts.spool;
    this.#shipper = parts.shipper;
    this.#adopter = parts.adopter;
  }

  /** Makes the spool, begins to ship and to look for orphans. Throws when the data directory cannot be written. */
  static async open(options: GatewayRecordsOptions): Promise<GatewayRecords> {
    const { dataDirectory, instance, writer, clock, logger } = options;
    const root = join(dataDirectory, "spool");
    const spool: Spool = new Spool({
      directory: await SpoolDirectory.create(root, instance),
      clock,
      logger,
      bytesElsewhere: () => adopter.bytes,
      bytesMax: options.spoolBytesMax,
      memoryBytesMax: options.spoolMemoryBytesMax,
    });
    const adopter = new OrphanAdopter({ root, instance, log: spool, writer, clock, logger });
    const shipper = new Shipper({ spool, writer, clock, logger });
    spool.onRecords(() => shipper.wake());
    shipper.start();
    adopter.start();
    return new GatewayRecords({ spool, shipper, adopter });
  }

  get log(): RecordLog {
    return this.#spool;
  }

  /** Why records cannot be kept now; null when they can. */
  get problem(): string | null {
    // Held in memory they are shipped all the same: another gateway, whose disk may be as full, would do no better.
    return this.#spool.losing ? `the spool cannot be written; ${this.#spool.lostRecords} records are lost` : null;
  }

  get health(): RecordsHealth {
    return {
      written: this.#spool.lastN,
      lag: this.#shipper.lag,
      adoptedLag: this.#adopter.lag,
      lostRecords: this.#spool.lostRecords,
      heldRecords: this.#spool.heldRecords,
      spoolWritable: this.#spool.writable,
      spoolBytes: this.#spool.bytes + this.#adopter.bytes,
      obstacle: this.#shipper.obstacle,
    };
  }

  /** Ships everything and waits until it is committed, for at most `deadlineMs`; answers how many records are not. */
  drain(deadlineMs: number): Promise<{ left: number }> {
    return this.#shipper.drain(deadlineMs);
  }

  /** Ends everything; what is not committed stays on disk for the next process, and what the disk refuses still is told. */
  async close(): Promise<void> {
    await Promise.all([this.#adopter.stop(), this.#shipper.stop()]);
    await this.#spool.close();
  }
}
