/** How much of what a provider says is kept, characters. */
export const PROVIDER_MESSAGE_MAX = 512;

/**
 * Makes a provider's words fit for record and client: what looks like a key is taken out, `secret` (the credential that
 * was sent) wherever it stands, control characters become spaces, and at most 512 characters remain.
 */
export function providerMessage(text: string, secret: string | null): string {
  // Cut before the expressions run: a provider may answer with megabytes. A key across the cut is cut off with it.
  const clean = redactSecrets(text.slice(0, PROVIDER_MESSAGE_MAX * 4), secret).replace(controlCharacters, " ").trim();
  return clean.length <= PROVIDER_MESSAGE_MAX ? clean : `${clean.slice(0, PROVIDER_MESSAGE_MAX - 1)}…`;
}

/** Takes out of `text` the given secret and everything that looks like a key. */
export function redactSecrets(text: string, secret: string | null): string {
  // A very short "secret" is a placeholder; taking it out would tear words apart.
  const without = secret !== null && secret.length >= SECRET_LENGTH_MIN ? text.replaceAll(secret, REDACTED) : text;
  return without.replace(bearer, `Bearer ${REDACTED}`).replace(keyLike, REDACTED);
}

const REDACTED = "[redacted]";
const SECRET_LENGTH_MIN = 4;
const bearer = /\bBearer\s+[^\s"',;]+/gi;
/** `sk-…` and its kin, with the stars that providers put into the middle of an echoed key. */
const keyLike = /\b(?:(?:sk|pk|rk|gsk|xai|ppk|ppt)[-_]|AIza)[A-Za-z0-9*_.-]{6,}/g;
// deno-lint-ignore no-control-regex -- control characters are what is replaced
const controlCharacters = /[\u0000-\u001f\u007f-\u009f]+/g;
