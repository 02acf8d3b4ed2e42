import type { Signature, SignatureOrigin } from "./conversation.ts";

/**
 * Signatures of one provider travel through clients of another dialect inside ids and signatures that clients give back
 * unchanged. The mark tells them apart from what providers write themselves, so that no provider is given another's.
 */
const MARK = "ppsig_";
const LETTERS: Readonly<Record<SignatureOrigin, string>> = { anthropic: "a", gemini: "g", openai: "o" };

/** A signature as text of letters, digits, `-` and `_`, for a place that another provider's signature would stand in. */
export function sealSignature(signature: Signature): string {
  const text = btoa(String.fromCharCode(...encoder.encode(signature.value)));
  return `${MARK}${LETTERS[signature.by]}_${text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** What `sealSignature` sealed; null for any other text. */
export function openSignature(text: string): Signature | null {
  const parts = /^ppsig_([ago])_([A-Za-z0-9_-]*)$/.exec(text);
  if (parts === null) return null;
  const by = (Object.keys(LETTERS) as SignatureOrigin[]).find((origin) => LETTERS[origin] === parts[1])!;
  try {
    const binary = atob(parts[2]!.replaceAll("-", "+").replaceAll("_", "/"));
    return { by, value: decoder.decode(Uint8Array.from(binary, (character) => character.charCodeAt(0))) };
  } catch {
    return null;
  }
}

/** A call's id with its signature behind it, if it has one. */
export function signCallId(id: string, signature: Signature | null): string {
  return signature === null ? id : `${id}_${sealSignature(signature)}`;
}

/** The id and the signature of `signCallId`; ids without one come back as they are. */
export function readCallId(text: string): { id: string; signature: Signature | null } {
  const at = text.indexOf(`_${MARK}`);
  const signature = at < 0 ? null : openSignature(text.slice(at + 1));
  return signature === null ? { id: text, signature: null } : { id: text.slice(0, at), signature };
}

/** Whether bytes may hold a sealed signature: worth a closer look before a provider is given them as they are. */
export function mayHoldSignature(text: string): boolean {
  return text.includes(MARK);
}

/** The same JSON text with every signed id as its provider's own client would have it. */
export function withoutSignedIds(text: string): string {
  return text.replaceAll(/_ppsig_[ago]_[A-Za-z0-9_-]*/g, "");
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
