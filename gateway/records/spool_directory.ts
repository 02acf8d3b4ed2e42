import { join } from "node:path";
import { instanceId } from "../../shared/contracts/identifiers.ts";

/** A segment as it lies in a spool's directory. */
export interface SegmentEntry {
  number: number;
  path: string;
  bytes: number;
}

/**
 * One process's spool on disk: `<root>/<instance>/` with `lock` and segments `00000001.jsonl`, `00000002.jsonl`, …
 *
 * Whoever holds the lock owns the directory. The kernel frees it when its process dies, however it dies.
 */
export class SpoolDirectory {
  readonly instance: string;
  readonly path: string;
  readonly #lock: Deno.FsFile;

  private constructor(instance: string, path: string, lock: Deno.FsFile) {
    this.instance = instance;
    this.path = path;
    this.#lock = lock;
  }

  /** Makes the directory of a new instance. Throws when it cannot be made. */
  static async create(root: string, instance: string): Promise<SpoolDirectory> {
    const path = join(root, instanceId.parse(instance));
    // Another process that looks for orphans may come between making and locking, and take the empty directory away.
    for (let attempts = 0; attempts < 10; attempts++) {
      await Deno.mkdir(path, { recursive: true, mode: 0o700 });
      const lock = await tryLock(path);
      if (lock !== null) return new SpoolDirectory(instance, path, lock);
    }
    throw new Error(`the spool directory of instance ${instance} is taken by another process`);
  }

  /** Takes over the directory of a process that died; null when its process lives, or another one was faster. */
  static async takeOver(root: string, instance: string): Promise<SpoolDirectory | null> {
    const path = join(root, instance);
    const lock = await tryLock(path);
    return lock === null ? null : new SpoolDirectory(instance, path, lock);
  }

  /** The instances that have a directory under `root`; none when there is no root yet. */
  static async instances(root: string): Promise<string[]> {
    const found: string[] = [];
    try {
      for await (const entry of Deno.readDir(root)) {
        if (entry.isDirectory && instanceId.safeParse(entry.name).success) found.push(entry.name);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return found.sort();
  }

  segmentPath(number: number): string {
    return join(this.path, `${String(number).padStart(8, "0")}.jsonl`);
  }

  /** The segments, oldest first. */
  async segments(): Promise<SegmentEntry[]> {
    const found: SegmentEntry[] = [];
    for await (const entry of Deno.readDir(this.path)) {
      const match = segmentName.exec(entry.name);
      if (!entry.isFile || match === null) continue;
      const path = join(this.path, entry.name);
      found.push({ number: Number(match[1]), path, bytes: (await Deno.stat(path)).size });
    }
    return found.sort((one, other) => one.number - other.number);
  }

  /** Removes the directory, whose segments must be gone, and lets go of it. */
  async remove(): Promise<void> {
    try {
      await removeFile(join(this.path, lockName));
      await removeFile(this.path);
    } catch (error) {
      // Another process came for it between the two steps: it will find nothing left and remove it.
      if (!isNotEmpty(error)) throw error;
    } finally {
      this.release();
    }
  }

  /** Lets go of the directory and leaves it as it is. */
  release(): void {
    this.#lock.close();
  }
}

/** Removes a file or an empty directory; it may be gone already. */
export async function removeFile(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

const lockName = "lock";
const segmentName = /^(\d{8,})\.jsonl$/;

async function tryLock(directory: string): Promise<Deno.FsFile | null> {
  const path = join(directory, lockName);
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { create: true, read: true, write: true, mode: 0o600 });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  if (file.tryLockSync(true) && await isStillThere(file, path)) return file;
  file.close();
  return null;
}

/** Whether the locked file is the one at its path: a lock on a file that was removed meanwhile holds nobody off. */
async function isStillThere(file: Deno.FsFile, path: string): Promise<boolean> {
  try {
    const [held, there] = await Promise.all([file.stat(), Deno.stat(path)]);
    return held.ino === there.ino && held.dev === there.dev;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function isNotEmpty(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOTEMPTY";
}
