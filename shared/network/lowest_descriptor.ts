import { closeSync, openSync } from "node:fs";

/**
 * The lowest number that the system has free for a file or connection of this process: so many are open at least. Infinite
 * when it gives none, null where it cannot be asked. Costs two system calls.
 */
export function lowestDescriptor(): number | null {
  try {
    const descriptor = openSync("/dev/null", "r");
    closeSync(descriptor);
    return descriptor;
  } catch (error) {
    return (error as { code?: unknown }).code === "EMFILE" ? Infinity : null;
  }
}
