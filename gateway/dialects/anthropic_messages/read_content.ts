import type Anthropic from "@anthropic-ai/sdk";
import type { TextPart, TurnPart } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject, asString, asText } from "../../wires/untyped.ts";
import { dropUnreadFields } from "../openai_chat/unread_fields.ts";
import { readDocument, readImage } from "./read_media.ts";

type Fields = Record<string, unknown>;

/**
 * Reads content, a string or blocks, at `path`: blocks that become parts of `kinds`, others are refused. Empty texts vanish,
 * since they say nothing and some providers refuse them.
 */
export function readContent<Kind extends ContentPart["type"]>(
  content: unknown,
  path: string,
  notes: TranslationNotes,
  kinds: readonly Kind[],
): Extract<ContentPart, { type: Kind }>[] {
  return readBlocks(content, path, notes, readContentBlock).filter(
    (part): part is Extract<ContentPart, { type: Kind }> => {
      const isWanted = (kinds as readonly string[]).includes(part.type);
      if (!isWanted) notes.refuse(part.path, `is ${part.type}, where only ${kinds.join(", ")} may be`);
      return isWanted;
    },
  );
}

export type ContentPart = Extract<TurnPart, { type: "text" | "image" | "document" }>;

/** Reads one block of a kind; null for any other kind, an empty list where it says nothing or was refused. */
export type BlockReader<Part extends TurnPart> = (
  block: Fields,
  path: string,
  notes: TranslationNotes,
) => Part[] | null;

/** Reads content, a string or blocks, block by block; what `read` does not know is refused. */
export function readBlocks<Part extends TurnPart>(
  content: unknown,
  path: string,
  notes: TranslationNotes,
  read: BlockReader<Part>,
): (Part | TextPart)[] {
  if (content === undefined || content === null) return [];
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content, path }];
  if (!Array.isArray(content)) {
    notes.refuse(path, "must be a string or a list of blocks");
    return [];
  }
  return content.flatMap((value, index) => {
    const block = asObject(value);
    const at = `${path}[${index}]`;
    const parts = block === null ? null : read(block, at, notes);
    if (block === null) notes.refuse(at, "must be an object");
    else if (parts === null) {
      notes.refuse(`${at}.type`, `is '${String(block["type"])}', which the provider does not take`);
    }
    return parts === null ? [] : marked(parts, block!);
  });
}

/** `cache_control` as a block carries it, to be spread into what the block becomes. */
export function cacheControlOf(fields: Fields): { cacheControl?: Fields } {
  const control = asObject(fields["cache_control"]);
  return control === null ? {} : { cacheControl: control };
}

type ResultBlock = Exclude<NonNullable<Anthropic.ToolResultBlockParam["content"]>, string>[number];

/** Reads a block that the user may say, or a tool's result may hold. */
export const readContentBlock: BlockReader<ContentPart> = (block, path, notes) => {
  const kind = block["type"] as ResultBlock["type"];
  switch (kind) {
    case "text":
      return readText(block, path, notes);
    case "image":
      return readImage(block, path, notes);
    case "document":
      return readDocument(block, path, notes);
    case "search_result":
      return readSearchResult(block, path, notes);
    case "tool_reference":
    case "browser_state":
      return null;
    default:
      kind satisfies never;
      return null;
  }
};

/** A mark on a block that became several parts is one on the last of them. */
function marked<Part extends TurnPart>(parts: Part[], block: Fields): Part[] {
  const last = parts.at(-1);
  return last === undefined ? [] : [...parts.slice(0, -1), { ...last, ...cacheControlOf(block) }];
}

function readText(block: Fields, path: string, notes: TranslationNotes): TextPart[] {
  dropUnreadFields(block, path, notes, textFields);
  const text = asString(block["text"]);
  if (text === null) notes.refuse(`${path}.text`, "must be a string");
  return text ? [{ type: "text", text, path }] : [];
}

/** A search result is text that says where it is from; that the answer may cite it is Anthropic's own. */
function readSearchResult(block: Fields, path: string, notes: TranslationNotes): TextPart[] {
  dropUnreadFields(block, path, notes, searchResultFields);
  if (asObject(block["citations"])?.["enabled"] === true) notes.drop(`${path}.citations`);
  const texts = readContent(block["content"], `${path}.content`, notes, ["text"]).map((part) => part.text);
  const title = asText(block["title"]) ?? "untitled";
  const source = asText(block["source"]) ?? "unknown";
  return [{ type: "text", text: [`Search result: ${title}\nSource: ${source}`, ...texts].join("\n\n"), path }];
}

const textFields = new Set(["type", "text", "cache_control"]);
const searchResultFields = new Set(["type", "title", "source", "content", "citations", "cache_control"]);
