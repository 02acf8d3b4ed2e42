import { z } from "zod";
import type { Prisma } from "../../prisma/generated/client/client.ts";
import { parseInput } from "../parse_input.ts";

/** Whether a key is of use. */
export type ApiKeyState = "ACTIVE" | "REVOKED" | "EXPIRED";

export interface ApiKeyFilter {
  /** Only keys in one of these states; null or none: in any. */
  states?: readonly ApiKeyState[] | null | undefined;
  /** Only keys that have it in their name, description or public id, whatever the case; at most 128 characters. */
  text?: string | null | undefined;
}

/** The state of a key at a moment. */
export function apiKeyState(key: { revokedAt: Date | null; expiresAt: Date | null }, nowMs: number): ApiKeyState {
  if (key.revokedAt !== null) return "REVOKED";
  return key.expiresAt !== null && key.expiresAt.getTime() <= nowMs ? "EXPIRED" : "ACTIVE";
}

/** A filter as a condition on rows; `ValidationError` where it does not fit. */
export function apiKeyWhere(filter: ApiKeyFilter, nowMs: number): Prisma.ApiKeyWhereInput {
  const { states, text } = parseInput(filterInput, { states: filter.states, text: filter.text });
  const now = new Date(nowMs);
  const inState: Record<ApiKeyState, Prisma.ApiKeyWhereInput> = {
    ACTIVE: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    EXPIRED: { revokedAt: null, expiresAt: { lte: now } },
    REVOKED: { revokedAt: { not: null } },
  };
  const conditions: Prisma.ApiKeyWhereInput[] = [];
  if (states.length > 0) conditions.push({ OR: states.map((state) => inState[state]) });
  if (text !== "") {
    // What LIKE takes for a wildcard is meant as it stands.
    const has = { contains: text.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" } as const;
    conditions.push({ OR: [{ name: has }, { description: has }, { keyId: has }] });
  }
  return { AND: conditions };
}

const filterInput = z.object({
  states: z.array(z.enum(["ACTIVE", "REVOKED", "EXPIRED"])).nullish().transform((states) => states ?? []),
  text: z.string().trim().max(128).nullish().transform((text) => text ?? ""),
});
