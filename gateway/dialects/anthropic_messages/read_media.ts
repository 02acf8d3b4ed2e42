import type Anthropic from "@anthropic-ai/sdk";
import type { DocumentPart, ImagePart, MediaSource, TextPart } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject, asString, asText } from "../../wires/untyped.ts";
import { dropUnreadFields } from "../openai_chat/unread_fields.ts";

type Fields = Record<string, unknown>;

/** Reads an image block at `path`; nothing where it is refused. */
export function readImage(block: Fields, path: string, notes: TranslationNotes): ImagePart[] {
  dropUnreadFields(block, path, notes, imageFields);
  const source = asObject(block["source"]) ?? {};
  const kind = source["type"] as Anthropic.ImageBlockParam["source"]["type"];
  switch (kind) {
    case "base64":
    case "url":
    case "file": {
      const media = readSource(kind, source, `${path}.source`, notes);
      return media === null ? [] : [{ type: "image", source: media, detail: null, path }];
    }
    default:
      kind satisfies never;
      notes.refuse(`${path}.source.type`, "must be 'base64', 'url' or 'file'");
      return [];
  }
}

/** Reads a document block at `path`, what the client says about it before it; nothing where it is refused. */
export function readDocument(block: Fields, path: string, notes: TranslationNotes): (DocumentPart | TextPart)[] {
  dropUnreadFields(block, path, notes, documentFields);
  const source = documentSource(asObject(block["source"]) ?? {}, `${path}.source`, notes);
  if (source === null) return [];
  const citations = asObject(block["citations"])?.["enabled"] === true;
  const document: DocumentPart = { type: "document", source, title: asText(block["title"]), citations, path };
  const context = asText(block["context"]);
  return context === null ? [document] : [{ type: "text", text: context, path: `${path}.context` }, document];
}

function documentSource(source: Fields, path: string, notes: TranslationNotes): DocumentPart["source"] | null {
  const kind = source["type"] as Anthropic.DocumentBlockParam["source"]["type"];
  switch (kind) {
    case "base64":
    case "url":
    case "file":
      return readSource(kind, source, path, notes);
    case "text": {
      const text = asString(source["data"]);
      if (text === null) notes.refuse(`${path}.data`, "must be text");
      return text === null ? null : { type: "text", text };
    }
    case "content": {
      const text = blocksText(source["content"], `${path}.content`, notes);
      return text === null ? null : { type: "text", text };
    }
    default:
      kind satisfies never;
      notes.refuse(`${path}.type`, "must be 'base64', 'url', 'file', 'text' or 'content'");
      return null;
  }
}

function readSource(
  kind: "base64" | "url" | "file",
  source: Fields,
  path: string,
  notes: TranslationNotes,
): MediaSource | null {
  const field = SOURCE_FIELDS[kind];
  const value = asText(source[field]);
  if (value === null) {
    notes.refuse(`${path}.${field}`, "must be given");
    return null;
  }
  if (kind === "url") return { type: "url", url: value, mediaType: null };
  if (kind === "file") return { type: "file_id", id: value };
  const mediaType = asText(source["media_type"]);
  if (mediaType === null) notes.refuse(`${path}.media_type`, "must be given");
  return mediaType === null ? null : { type: "base64", mediaType, data: value };
}

const SOURCE_FIELDS = { base64: "data", url: "url", file: "file_id" };

/** The text of a document that was given in blocks, which are its finest places to cite; null where it was refused. */
function blocksText(content: unknown, path: string, notes: TranslationNotes): string | null {
  if (typeof content === "string") return content;
  const texts = (Array.isArray(content) ? content : []).map((value, index) => {
    const block = asObject(value);
    const text = block?.["type"] === "text" ? asString(block["text"]) : null;
    if (text === null) {
      notes.refuse(`${path}[${index}]`, "must be text: an image within a document is Anthropic's alone");
    }
    return text;
  });
  return texts.includes(null) ? null : texts.join("\n\n");
}

const imageFields = new Set(["type", "source", "cache_control"]);
const documentFields = new Set(["type", "source", "title", "context", "citations", "cache_control"]);
