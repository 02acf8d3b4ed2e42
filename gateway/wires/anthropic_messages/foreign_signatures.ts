import { openSignature, readCallId, withoutSignedIds } from "../../translation/signature.ts";
import { spliceJson } from "../splice_json.ts";
import { asObject, asString, parseJson } from "../untyped.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A request in its own bytes, and what they parse to. */
export interface NativeRequest {
  bytes: Uint8Array<ArrayBuffer>;
  body: Fields;
  /** The blocks that were taken out, as JSON paths. */
  blocks: string[];
}

/**
 * A request without what the answers of other providers left in its conversation: their signatures behind the ids of
 * calls, and thinking that they signed, which Anthropic refuses to take for its own. A message that was nothing else goes
 * with it. Thinking whose signature is empty was written for a provider that signs nothing, and goes too. A request
 * without any of these comes back as it is.
 */
export function withoutForeignSignatures(bytes: Uint8Array<ArrayBuffer>, body: Fields): NativeRequest {
  const messages = Array.isArray(body["messages"]) ? body["messages"] : [];
  const found = lookOver(messages);
  const clean: NativeRequest = { bytes, body, blocks: found.foreignBlocks.map(({ path }) => path) };
  if (found.hasSignedIds) {
    const text = withoutSignedIds(decoder.decode(bytes));
    clean.bytes = encoder.encode(text);
    clean.body = asObject(parseJson(text)) ?? body;
  }
  if (found.foreignBlocks.length === 0) return clean;
  const kept = withoutBlocks(Array.isArray(clean.body["messages"]) ? clean.body["messages"] : [], found.foreignBlocks);
  clean.bytes = spliceJson(clean.bytes, clean.body, new Map([["messages", kept]]));
  clean.body = { ...clean.body, messages: kept };
  return clean;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

interface BlockPlace {
  message: number;
  block: number;
  path: string;
}

/** Looks at blocks' own fields alone: a long conversation costs no more than its number of blocks. */
function lookOver(messages: readonly unknown[]): { hasSignedIds: boolean; foreignBlocks: BlockPlace[] } {
  const foreignBlocks: BlockPlace[] = [];
  let hasSignedIds = false;
  messages.forEach((value, message) => {
    const content = asObject(value)?.["content"];
    if (!Array.isArray(content)) return;
    content.forEach((item, block) => {
      const fields = asObject(item);
      if (fields === null) return;
      if (isForeign(fields)) foreignBlocks.push({ message, block, path: `messages[${message}].content[${block}]` });
      hasSignedIds ||= isSigned(fields["id"]) || isSigned(fields["tool_use_id"]);
    });
  });
  return { hasSignedIds, foreignBlocks };
}

function isForeign(block: Fields): boolean {
  if (block["type"] === "thinking") {
    const signature = asString(block["signature"]);
    return signature === "" || (signature !== null && openSignature(signature) !== null);
  }
  return block["type"] === "redacted_thinking" && openSignature(asString(block["data"]) ?? "") !== null;
}

function isSigned(id: unknown): boolean {
  return typeof id === "string" && readCallId(id).signature !== null;
}

function withoutBlocks(messages: readonly unknown[], places: readonly BlockPlace[]): unknown[] {
  return messages.flatMap((value, index) => {
    const gone = new Set(places.filter((place) => place.message === index).map((place) => place.block));
    if (gone.size === 0) return [value];
    const message = value as Fields;
    const content = (message["content"] as unknown[]).filter((_block, block) => !gone.has(block));
    return content.length === 0 ? [] : [{ ...message, content }];
  });
}
