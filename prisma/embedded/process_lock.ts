/** A lock file held by this process; the kernel frees it when the process dies, however it dies. */
export interface ProcessLock {
  release(): void;
}

/** Takes the lock at `path`, or tells which process holds it (null: it has not said yet). */
export function takeProcessLock(path: string): { taken: ProcessLock } | { heldBy: number | null } {
  const file = Deno.openSync(path, { create: true, read: true, write: true, mode: 0o600 });
  if (!file.tryLockSync(true)) {
    file.close();
    return { heldBy: readHolder(path) };
  }
  file.truncateSync(0);
  file.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
  // The file stays: were it removed, two processes could each lock a file of this name.
  return { taken: { release: () => file.close() } };
}

function readHolder(path: string): number | null {
  try {
    return Number(Deno.readTextFileSync(path)) || null;
  } catch {
    return null; // Windows does not let a locked file be read.
  }
}
