import { createHash, timingSafeEqual } from "node:crypto";
import { REQUEST_HEADERS } from "../contracts/headers.ts";

/** Whether a request shows the secret that the deployables share as its bearer token; never where there is none. */
export function showsSecret(request: Request, secret: string | null): boolean {
  const authorization = request.headers.get(REQUEST_HEADERS.authorization);
  if (secret === null || authorization === null) return false;
  const shown = /^bearer +(\S.*)$/i.exec(authorization.trimEnd())?.[1];
  // Digests are of one length, and compared in constant time: the secret cannot be found out byte by byte.
  return shown !== undefined && timingSafeEqual(sha256(shown), sha256(secret.trim()));
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
