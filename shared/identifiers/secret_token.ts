import { createHash } from "node:crypto";

/** `ppk`: a gateway key for applications. `ppt`: a personal access token for the control plane. */
export type TokenPrefix = "ppk" | "ppt";

/** A bearer secret in its parts; only `sha256Hex(token)` is ever stored. */
export interface SecretToken {
  prefix: TokenPrefix;
  /** 12 of a–z0–9: names the token in logs and look-ups, no secret. */
  id: string;
  /** 32 to 256 of A–Za–z0–9. */
  secret: string;
  /** The whole, `<prefix>_<id>_<secret>`, as its owner presents it. */
  token: string;
}

/** Makes a new token with a secret of 43 characters, 256 bits; `random` defaults to the system's generator. */
export function createSecretToken(prefix: TokenPrefix, random: FillBytes = fillFromSystem): SecretToken {
  const id = pick(idAlphabet, 12, random);
  const secret = pick(secretAlphabet, 43, random);
  return { prefix, id, secret, token: `${prefix}_${id}_${secret}` };
}

/** Makes a new secret for a token that keeps its id. */
export function renewSecretToken({ prefix, id }: Pick<SecretToken, "prefix" | "id">): SecretToken {
  const { secret } = createSecretToken(prefix);
  return { prefix, id, secret, token: `${prefix}_${id}_${secret}` };
}

/** Takes a presented token apart; null when it has not the form of one, which says nothing about its validity. */
export function parseSecretToken(text: string): SecretToken | null {
  const match = tokenPattern.exec(text);
  if (match === null) return null;
  return { prefix: match[1] as TokenPrefix, id: match[2]!, secret: match[3]!, token: text };
}

/** The SHA-256 of the whole token as 64 lower-case hex digits. */
export function sha256Hex(token: string): string {
  // WebCrypto's digest is asynchronous and some fifty times dearer at this size.
  return createHash("sha256").update(token).digest("hex");
}

type FillBytes = (bytes: Uint8Array<ArrayBuffer>) => void;

const tokenPattern = /^(ppk|ppt)_([a-z0-9]{12})_([A-Za-z0-9]{32,256})$/;
const idAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
const secretAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function fillFromSystem(bytes: Uint8Array<ArrayBuffer>): void {
  crypto.getRandomValues(bytes);
}

function pick(alphabet: string, length: number, random: FillBytes): string {
  // Bytes past the last whole multiple would favour the alphabet's first characters.
  const limit = 256 - 256 % alphabet.length;
  const bytes = new Uint8Array(64);
  let picked = "";
  while (picked.length < length) {
    random(bytes);
    for (const byte of bytes) {
      if (byte < limit && picked.length < length) picked += alphabet[byte % alphabet.length];
    }
  }
  return picked;
}
