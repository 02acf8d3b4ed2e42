import type { Signature } from "../../translation/conversation.ts";
import { openSignature, sealSignature } from "../../translation/signature.ts";

/** What a reasoning item's `encrypted_content` holds: what signs the thinking that it shows, or all of one that it hides. */
export interface EncryptedContent {
  signature: Signature;
  isRedacted: boolean;
}

/** Writes it: OpenAI's own is what its clients know; that of others is sealed. */
export function writeEncrypted({ signature, isRedacted }: EncryptedContent): string {
  const { by, value } = signature;
  if (by === "openai") return value;
  return sealSignature(isRedacted ? { by, value: REDACTED + value } : signature);
}

/** Reads it: what nobody sealed is OpenAI's, which hides thinking where it shows none (`showsNothing`). */
export function readEncrypted(text: string, showsNothing: boolean): EncryptedContent {
  const signature = openSignature(text);
  if (signature === null) return { signature: { by: "openai", value: text }, isRedacted: showsNothing };
  const { by, value } = signature;
  if (!value.startsWith(REDACTED)) return { signature, isRedacted: false };
  return { signature: { by, value: value.slice(REDACTED.length) }, isRedacted: true };
}

/** Signatures are base64, which has no colon. */
const REDACTED = "redacted:";
