import { z } from "zod";

/** An id of the database, the gateway, a header or a record: a UUIDv7 in lower case (RFC 9562). */
export const uuid = z.uuidv7().lowercase();

/** The public half of a gateway key or personal access token: 12 characters of a–z and 0–9. */
export const tokenId = z.string().regex(/^[a-z0-9]{12}$/, "an id of 12 characters of a–z and 0–9");

/** A SHA-256 digest in lower-case hexadecimal. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits");

/** A point in time, milliseconds since 1970-01-01T00:00:00Z. */
export const epochMs = z.int().min(0);

/** A gateway process: new for every process start. */
export const instanceId = z.string().regex(/^[a-z0-9-]{1,64}$/, "1 to 64 characters of a–z, 0–9 and -");

/** A name that people give (project, provider, route, key): 1 to 64 characters, no control characters, no outer spaces. */
export const displayName = z.string().min(1).max(64)
  // deno-lint-ignore no-control-regex -- control characters are what is refused
  .regex(/^[^\u0000-\u001f\u007f]*$/, "no control characters")
  .refine((name) => name.trim() === name, "no spaces at either end");

/**
 * A name that a request's `model` can hold: letters, digits and `._:-`, 1 to 64 characters. A slash is left out because it
 * separates `provider/model`.
 */
export const addressableName = z.string().regex(
  /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/,
  "1 to 64 letters, digits, dots, colons, dashes or underscores, beginning with a letter or digit",
);

/**
 * Another name for a route, as clients send it in `model`: any model's name, slashes included, 1 to 128 characters. A `*`
 * at its end stands for any rest (`claude-*`).
 */
export const modelAlias = z.string().max(128).regex(
  /^[A-Za-z0-9][A-Za-z0-9._:/@+-]*\*?$|^\*$/,
  "letters, digits and ._:/@+- beginning with a letter or digit, with a * at the end where any rest will do",
);
