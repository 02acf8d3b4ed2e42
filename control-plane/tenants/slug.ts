import { z } from "zod";

/** A tenant's name in addresses: 1 to 48 of a–z, 0–9 and dashes within. */
export const slugInput = z.string().trim().regex(
  /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/,
  "1 to 48 characters of a–z, 0–9 and -, beginning and ending with a letter or digit",
);

/** The slug that a name suggests; `team` when nothing of it can be used. */
export function slugFrom(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{Mark}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return plain.slice(0, 48).replace(/^-+|-+$/g, "") || "team";
}

/** A slug told apart from a taken one. */
export function slugWithSuffix(slug: string, suffix: string): string {
  return `${slug.slice(0, 47 - suffix.length).replace(/-+$/, "")}-${suffix}`;
}
