import { openSignature, readCallId, withoutSignedIds } from "../../translation/signature.ts";
import { spliceJson } from "../splice_json.ts";
import { asObject, asString, parseJson } from "../untyped.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A request in its own bytes, and what they parse to. */
export interface NativeInput {
  bytes: Uint8Array<ArrayBuffer>;
  body: Fields;
  /** The items that were taken out, as JSON paths. */
  items: string[];
}

/**
 * A request without what the answers of other providers left in its input: their signatures behind the ids of calls, and
 * reasoning that they signed or that was never OpenAI's, which OpenAI cannot take for its own. A request without any of
 * these comes back as it is.
 */
export function withoutForeignItems(bytes: Uint8Array<ArrayBuffer>, body: Fields): NativeInput {
  const input = Array.isArray(body["input"]) ? body["input"].map(asObject) : [];
  const items = input.flatMap((item, index) => item !== null && isForeign(item) ? [`input[${index}]`] : []);
  const clean: NativeInput = { bytes, body, items };
  if (input.some((item) => isSigned(item?.["call_id"]) || isSigned(item?.["id"]))) {
    const text = withoutSignedIds(decoder.decode(bytes));
    clean.bytes = encoder.encode(text);
    clean.body = asObject(parseJson(text)) ?? body;
  }
  if (items.length === 0) return clean;
  const kept = (clean.body["input"] as unknown[]).filter((_item, index) => !items.includes(`input[${index}]`));
  clean.bytes = spliceJson(clean.bytes, clean.body, new Map([["input", kept]]));
  clean.body = { ...clean.body, input: kept };
  return clean;
}

/** What the ids of reasoning items begin with that the gateway wrote for a provider without items of its own. */
export const FOREIGN_REASONING_ID = "rs_perpetuo_";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

function isForeign(item: Fields): boolean {
  if (item["type"] !== "reasoning") return false;
  if (asString(item["id"])?.startsWith(FOREIGN_REASONING_ID) === true) return true;
  const signature = openSignature(asString(item["encrypted_content"]) ?? "");
  return signature !== null && signature.by !== "openai";
}

function isSigned(id: unknown): boolean {
  return typeof id === "string" && readCallId(id).signature !== null;
}
