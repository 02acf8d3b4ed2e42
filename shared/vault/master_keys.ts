import { Buffer } from "node:buffer";
import { createSecretKey, type KeyObject } from "node:crypto";
import { z } from "zod";

/** Checks and reads `PERPETUO_MASTER_KEYS`: `k2:base64,k1:base64`, the key that wraps first. */
export const masterKeysSchema = z.string().transform((spec, context): MasterKey[] => {
  const { keys, problems } = readMasterKeys(spec);
  for (const message of problems) context.issues.push({ code: "custom", message, input: undefined });
  return keys;
});

/** One master key; its bytes cannot be read back by accident, logged or serialised. */
export interface MasterKey {
  /** 1 to 16 of A–Za–z0–9, `_` and `-`. */
  id: string;
  key: KeyObject;
}

const idPattern = /^[A-Za-z0-9_-]{1,16}$/;
const base64Pattern = /^[A-Za-z0-9+/_-]+={0,2}$/;
const keyBytes = 32;

function readMasterKeys(spec: string): { keys: MasterKey[]; problems: string[] } {
  if (spec.trim() === "") {
    return { keys: [], problems: ["no master key is given: expected id:key, the key being 32 random bytes in base64"] };
  }
  const keys: MasterKey[] = [];
  const problems: string[] = [];
  for (const [index, entry] of spec.split(",").entries()) {
    const result = readEntry(entry.trim());
    if (typeof result === "string") problems.push(`master key ${index + 1} ${result}`);
    else problems.push(...repeats(keys, result).map((problem) => `master key ${index + 1} ${problem}`));
    if (typeof result !== "string") keys.push(result);
  }
  return { keys, problems };
}

/** The key, or what is wrong with it: told by position alone, since a mistyped id may be the secret itself. */
function readEntry(entry: string): MasterKey | string {
  if (entry === "") return "is empty: there is a comma too many";
  const colon = entry.indexOf(":");
  if (colon < 0) return "has no colon between its id and its key";
  const id = entry.slice(0, colon);
  if (!idPattern.test(id)) return "has a wrong id: 1 to 16 letters, digits, _ or - are allowed";
  const text = entry.slice(colon + 1);
  if (text === "") return "has an id but no key behind the colon";
  if (!base64Pattern.test(text)) return "is not base64";
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== keyBytes) return `is ${bytes.length} bytes long: exactly ${keyBytes} are needed`;
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { id, key };
}

function repeats(earlier: MasterKey[], found: MasterKey): string[] {
  const problems: string[] = [];
  if (earlier.some((other) => other.id === found.id)) problems.push("has the same id as an earlier one");
  // A rotation that repeats the key rotates nothing, and its operator should hear of it.
  if (earlier.some((other) => other.key.equals(found.key))) problems.push("is the same key as an earlier one");
  return problems;
}
