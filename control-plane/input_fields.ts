import { z } from "zod";
import { addressableName, displayName } from "../shared/contracts/identifiers.ts";

/** A name for people, trimmed. */
export const displayNameInput = z.string().trim().pipe(displayName);

/** A name that requests address, trimmed. */
export const addressableNameInput = z.string().trim().pipe(addressableName);

/** The version that a change is based on; absent means whatever there is. */
export const versionInput = z.int().min(1).optional();

/** When something expires; it must lie ahead of `nowMs`. */
export function expiryInput(nowMs: number) {
  return z.date().refine((date) => date.getTime() > nowMs, "must lie in the future").nullish().transform((date) =>
    date ?? null
  );
}
