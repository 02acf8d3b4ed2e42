import { createHash } from "node:crypto";

/**
 * The end user of an erasure as it is kept: enough to know the same one again, and no name. SHA-256 of `<erasure's id>:<end
 * user>` in hex, so that two erasures of one person have nothing in common.
 */
export function endUserHash(erasureId: string, endUser: string): string {
  return createHash("sha256").update(`${erasureId}:${endUser}`).digest("hex");
}
