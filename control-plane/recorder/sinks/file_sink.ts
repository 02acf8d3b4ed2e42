import type { RequestRecord } from "../../../shared/contracts/request_record.ts";
import type { Logger } from "../../../shared/logging/logger.ts";
import type { Clock } from "../../../shared/time/clock.ts";
import type { RecordSink, SinkHealth } from "./record_sink.ts";
import { type OpenSinkFile, RotatedFiles } from "./rotated_files.ts";

export interface FileSinkOptions {
  directory: string;
  /** The largest file, bytes; one batch that is larger has a file of its own. */
  bytesMax: number;
  /** Files that are kept, those of all processes on the directory together. */
  filesMax: number;
  /** This process among all, as part of its files' names: 1 to 64 of a–z, 0–9 and dashes. */
  instance: string;
  clock: Clock;
  logger: Logger;
  /** Default: the machine's files. */
  openFile?: OpenSinkFile;
}

/** How long a recorder waits for a disk, milliseconds. */
const WRITE_MS_MAX = 5_000;
const STUCK = `the disk does not answer within ${WRITE_MS_MAX} ms`;

/**
 * Writes records as JSON lines to files that are rotated by size and by day (UTC). Each batch is on disk (fdatasync) when
 * `take()` resolves. A disk that is full, gone or stuck costs the records of that time, counted, and nothing else.
 */
export class FileSink implements RecordSink {
  readonly name = "file";
  readonly #options: FileSinkOptions;
  readonly #files: RotatedFiles;
  #written = 0;
  #missed = 0;
  #problem: string | null = null;
  /** The writes before: files are written by one at a time. */
  #last: Promise<void> = Promise.resolve();
  #isStuck = false;

  constructor(options: FileSinkOptions) {
    this.#options = options;
    this.#files = new RotatedFiles(options);
  }

  health(): SinkHealth {
    return { written: this.#written, missed: this.#missed, problem: this.#problem };
  }

  async take(records: readonly RequestRecord[]): Promise<void> {
    if (this.#isStuck) return this.#miss(records.length, STUCK);
    const write = this.#last.then(() => this.#write(records));
    this.#last = write.catch(() => {});
    const done = new AbortController();
    const late = this.#options.clock.delay(WRITE_MS_MAX, done.signal).then(
      () => "late" as const,
      () => "done" as const,
    );
    try {
      if (await Promise.race([write, late]) === "late") this.#getStuck(records.length);
      else this.#succeed(records.length);
    } catch (error) {
      this.#miss(records.length, reasonOf(error));
    } finally {
      done.abort();
    }
  }

  async close(): Promise<void> {
    if (this.#isStuck) return;
    await this.#last;
    await this.#files.close();
  }

  async #write(records: readonly RequestRecord[]): Promise<void> {
    const lines = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    await this.#files.append(encoder.encode(lines));
  }

  #getStuck(records: number): void {
    this.#isStuck = true;
    // They may be written yet: better counted than not.
    this.#miss(records, STUCK);
    this.#last.then(() => this.#isStuck = false);
  }

  #succeed(records: number): void {
    this.#written += records;
    if (this.#problem !== null) this.#options.logger.info("record_file_sink_writes_again", { missed: this.#missed });
    this.#problem = null;
  }

  #miss(records: number, reason: string): void {
    this.#missed += records;
    // Once for each trouble, and not for each batch.
    if (this.#problem !== reason) {
      const { directory } = this.#options;
      this.#options.logger.error("record_file_sink_failing", { directory, reason, missed: this.#missed });
    }
    this.#problem = reason;
  }
}

const encoder = new TextEncoder();

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
