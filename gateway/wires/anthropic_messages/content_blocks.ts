import type Anthropic from "@anthropic-ai/sdk";
import type { DocumentPart, ImagePart, TextPart } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";

export type InputBlock = Anthropic.TextBlockParam | Anthropic.ImageBlockParam | Anthropic.DocumentBlockParam;

/** What a text, image or document becomes; null for a text without any, which the API refuses, and for what is refused. */
export function inputBlock(part: TextPart | ImagePart | DocumentPart, notes: TranslationNotes): InputBlock | null {
  switch (part.type) {
    case "text":
      return textBlock(part);
    case "image":
      return imageBlock(part, notes);
    case "document":
      return documentBlock(part, notes);
  }
}

/** Null for a text without any. */
export function textBlock(part: TextPart): Anthropic.TextBlockParam | null {
  if (part.text === "") return null;
  return withCacheControl<Anthropic.TextBlockParam>({ type: "text", text: part.text }, part);
}

/** Copies a part's own `cache_control` onto what it became. */
export function withCacheControl<T extends object>(block: T, part: { cacheControl?: Record<string, unknown> }): T {
  return part.cacheControl === undefined ? block : { ...block, cache_control: part.cacheControl };
}

function imageBlock(part: ImagePart, notes: TranslationNotes): Anthropic.ImageBlockParam | null {
  if (part.detail !== null && part.detail !== "auto") notes.drop(`${part.path}.detail`);
  const source = imageSource(part, notes);
  return source === null ? null : withCacheControl<Anthropic.ImageBlockParam>({ type: "image", source }, part);
}

function imageSource({ source, path }: ImagePart, notes: TranslationNotes): Anthropic.ImageBlockParam["source"] | null {
  switch (source.type) {
    case "url":
      return { type: "url", url: source.url };
    case "base64": {
      const mediaType = imageTypes.find((type) => type === source.mediaType);
      if (mediaType !== undefined) return { type: "base64", media_type: mediaType, data: source.data };
      notes.refuse(path, `is ${source.mediaType || "data of no type"}: the provider takes JPEG, PNG, GIF and WebP`);
      return null;
    }
    case "file_id":
      notes.refuse(path, UPLOADED_ELSEWHERE);
      return null;
  }
}

const UPLOADED_ELSEWHERE = "is the id of a file that was uploaded elsewhere, which means nothing to the provider";

const imageTypes: readonly Anthropic.Base64ImageSource["media_type"][] = [
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/webp",
];

function documentBlock(part: DocumentPart, notes: TranslationNotes): Anthropic.DocumentBlockParam | null {
  const source = documentSource(part, notes);
  if (source === null) return null;
  const block: Anthropic.DocumentBlockParam = { type: "document", source };
  if (part.title !== null) block.title = part.title;
  if (part.citations) block.citations = { enabled: true };
  return withCacheControl(block, part);
}

function documentSource(
  { source, path }: DocumentPart,
  notes: TranslationNotes,
): Anthropic.DocumentBlockParam["source"] | null {
  switch (source.type) {
    case "url":
      return { type: "url", url: source.url };
    case "text":
      return plainText(source.text);
    case "base64": {
      if (source.mediaType === PDF) return { type: "base64", media_type: PDF, data: source.data };
      const text = source.mediaType.startsWith("text/") ? decodeText(source.data) : null;
      if (text === null) notes.refuse(path, "must be a PDF or a text in UTF-8: the provider reads no other documents");
      return text === null ? null : plainText(text);
    }
    case "file_id":
      notes.refuse(path, UPLOADED_ELSEWHERE);
      return null;
  }
}

const PDF = "application/pdf";

function plainText(text: string): Anthropic.PlainTextSource {
  return { type: "text", media_type: "text/plain", data: text };
}

/** Null when it is no base64, or no UTF-8 behind it. */
function decodeText(base64: string): string | null {
  try {
    return decoder.decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  } catch {
    return null;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });
