import { resolve } from "node:path";
import { StartFault } from "./start_fault.ts";

/** The directory that everything local lives in, held by this process alone. */
export interface DataDirectory {
  readonly path: string;
  /** Lets go of the directory; safe to call twice. */
  release(): void;
}

/**
 * Makes the data directory (mode 0711: where root runs Postgres as `nobody`, that account must get through), proves that it can be written to and takes its lock.
 * Throws StartFault when it cannot be made or written, or when another process holds it.
 */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  const absolute = resolve(path);
  await provable(absolute);
  const lock = await Deno.open(`${absolute}/start.lock`, { create: true, read: true, write: true, mode: 0o600 });
  // The kernel frees this lock with the process, so that a kill -9 leaves nothing to clean up.
  if (!await lock.tryLock(true)) {
    const holder = (await Deno.readTextFile(`${absolute}/start.lock`)).trim();
    lock.close();
    throw new StartFault(
      `The data directory ${absolute} is in use by another Perpetuo process${holder ? ` (${holder})` : ""}. ` +
        "Stop that one, or set PERPETUO_DATA_DIR to another directory.",
    );
  }
  await lock.truncate();
  await lock.write(new TextEncoder().encode(`process ${Deno.pid}\n`));
  let held = true;
  return {
    path: absolute,
    release() {
      if (held) lock.close();
      held = false;
    },
  };
}

async function provable(path: string): Promise<void> {
  const probe = `${path}/.probe-${Deno.pid}`;
  try {
    await Deno.mkdir(path, { recursive: true, mode: 0o711 });
    await Deno.writeTextFile(probe, "probe", { mode: 0o600 });
    await Deno.remove(probe);
  } catch (error) {
    throw new StartFault(
      `The data directory ${path} cannot be written to (${reason(error)}). ` +
        "Give this user the right to write there, or set PERPETUO_DATA_DIR to another directory.",
      { cause: error },
    );
  }
}

function reason(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
    return "not a directory";
  }
  return error instanceof Error ? error.message.replace(/:? .*os error (\d+).*$/s, " (error $1)") : String(error);
}
