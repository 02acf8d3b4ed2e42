import { join } from "node:path";
import type { Clock } from "../../../shared/time/clock.ts";

/** What of a file is needed here. */
export interface SinkFile {
  write(bytes: Uint8Array): Promise<number>;
  /** fdatasync: what was written outlives the loss of power. */
  syncData(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): void;
}

/** Makes a file that is not there yet. */
export type OpenSinkFile = (path: string) => Promise<SinkFile>;

export interface RotatedFilesOptions {
  directory: string;
  bytesMax: number;
  filesMax: number;
  instance: string;
  clock: Clock;
  openFile?: OpenSinkFile;
}

/**
 * One process's run of files in a directory that others may share: a new one at the start, when the day (UTC) changes, and
 * when the next lines would not fit. The oldest go when there are too many, but never the newest of any process.
 */
export class RotatedFiles {
  readonly #options: Required<RotatedFilesOptions>;
  #file: SinkFile | null = null;
  #size = 0;
  #day = "";
  #count = 0;

  constructor(options: RotatedFilesOptions) {
    this.#options = { openFile: createFile, ...options };
  }

  /** Appends lines, all of them or none, and waits until they are on disk. One call at a time. Rejects as the disk does. */
  async append(lines: Uint8Array): Promise<void> {
    const file = await this.#fileFor(lines.length);
    try {
      for (let at = 0; at < lines.length;) at += await file.write(lines.subarray(at));
      await file.syncData();
      this.#size += lines.length;
    } catch (error) {
      await this.#takeBack(file);
      throw error;
    }
  }

  // deno-lint-ignore require-await -- what closing throws must reject
  async close(): Promise<void> {
    this.#file?.close();
    this.#file = null;
  }

  async #fileFor(bytes: number): Promise<SinkFile> {
    const now = new Date(this.#options.clock.now()).toISOString();
    const day = now.slice(0, 10);
    const fits = this.#size === 0 || this.#size + bytes <= this.#options.bytesMax;
    if (this.#file !== null && day === this.#day && fits) return this.#file;
    await this.close();
    const { directory, instance, openFile } = this.#options;
    await Deno.mkdir(directory, { recursive: true });
    const name = `records-${now.replace(/[-:.]/g, "")}-${instance}-${String(++this.#count).padStart(6, "0")}.jsonl`;
    this.#file = await openFile(join(directory, name));
    this.#size = 0;
    this.#day = day;
    await this.#removeOldest();
    return this.#file;
  }

  /** No half a line may stay: the next one would be written behind it. */
  async #takeBack(file: SinkFile): Promise<void> {
    try {
      await file.truncate(this.#size);
    } catch {
      // Then the next lines go to another file, and the half a line is the last of this one.
      await this.close().catch(() => {});
    }
  }

  /** Files that cannot be removed now are tried again with the next file. */
  async #removeOldest(): Promise<void> {
    const { directory, filesMax } = this.#options;
    const names: string[] = [];
    for await (const { name } of Deno.readDir(directory)) if (FILE_NAME.test(name)) names.push(name);
    names.sort();
    const newest = new Set(new Map(names.map((name) => [FILE_NAME.exec(name)![1], name])).values());
    const removable = names.slice(0, Math.max(0, names.length - filesMax)).filter((name) => !newest.has(name));
    for (const name of removable) await Deno.remove(join(directory, name)).catch(() => {});
  }
}

/** When it was begun, so that names sort by time; whose it is; and which of that process's. */
const FILE_NAME = /^records-\d{8}T\d{9}Z-([a-z0-9-]{1,64})-\d{6}\.jsonl$/;

async function createFile(path: string): Promise<SinkFile> {
  // Appending, so that what follows a truncation is written at the end and not beyond it.
  const file = await Deno.open(path, { append: true, createNew: true, mode: 0o600 });
  await syncDirectory(path.slice(0, path.lastIndexOf("/")));
  return file;
}

/** A file's name must outlive the loss of power as well as what is in it; where directories cannot be synced it has to do. */
async function syncDirectory(path: string): Promise<void> {
  try {
    using directory = await Deno.open(path);
    await directory.sync();
  } catch {
    // Not every file system does it.
  }
}
