import { z } from "zod";
import { addressableName, displayName } from "../shared/contracts/identifiers.ts";

/** A name for people, trimmed. */
export const displayNameInput = z.string().trim().pipe(displayName);

/** A name that requests address, trimmed. */
export const addressableNameInput = z.string().trim().pipe(addressableName);

/** The version that a change is based on; absent means whatever there is. */
export const versionInput = z.int().min(1).optional();

/** Which object to take out of use or back into it, and the version that this is based on. */
export interface VersionedChange {
  id: string;
  /** `ConflictError` when there is another one; left out: whatever there is. */
  version?: number | undefined;
}

/** An object to take back into use, under its old name unless another is given. */
export interface Restoring extends VersionedChange {
  name?: string | undefined;
}

/** How long a secret holds beside the one that replaces it, hours: default a day, a week at most, 0 not at all. */
export const graceHoursInput = z.int().min(0).max(168).default(24);

/** When something expires; it must lie ahead of `nowMs`. */
export function expiryInput(nowMs: number) {
  return z.date().refine((date) => date.getTime() > nowMs, "must lie in the future").nullish().transform((date) =>
    date ?? null
  );
}
