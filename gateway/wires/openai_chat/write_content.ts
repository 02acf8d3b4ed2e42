import type OpenAI from "openai";
import type { AudioPart, DocumentPart, ImagePart, MediaSource, TextPart } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import type { ServerTraits } from "./server_traits.ts";

type ChatPart = OpenAI.ChatCompletionContentPart;
export type UserPart = TextPart | ImagePart | DocumentPart | AudioPart;

/** Stands between texts that were parts of their own. */
const BETWEEN_PARTS = "\n\n";

/**
 * Writes what a user's message holds: parts, or one string where all is text, since several servers take no list. Null:
 * there is nothing.
 */
export function writeContent(
  parts: readonly UserPart[],
  traits: ServerTraits,
  notes: TranslationNotes,
): string | ChatPart[] | null {
  const written = parts.flatMap((part) => writePart(part, traits, notes) ?? []);
  if (written.length === 0) return null;
  const texts = written.flatMap((part) => part.type === "text" ? part.text : []);
  return texts.length === written.length ? texts.join(BETWEEN_PARTS) : written;
}

/** Instructions, or a tool's result: text alone. */
export function joinTexts(parts: readonly TextPart[], notes: TranslationNotes): string {
  for (const part of parts) reportCacheControl(part, notes);
  return parts.map((part) => part.text).join(BETWEEN_PARTS);
}

/** No server of this dialect has such marks. */
export function reportCacheControl(
  part: { path: string; cacheControl?: Record<string, unknown> },
  notes: TranslationNotes,
): void {
  if (part.cacheControl !== undefined) notes.drop(`${part.path}.cache_control`);
}

function writePart(part: UserPart, traits: ServerTraits, notes: TranslationNotes): ChatPart | null {
  reportCacheControl(part, notes);
  switch (part.type) {
    case "text":
      return { type: "text", text: part.text };
    case "image":
      return writeImage(part, notes);
    case "document":
      return writeDocument(part, traits, notes);
    case "audio":
      return {
        type: "input_audio",
        input_audio: {
          data: part.data,
          format: part.format as OpenAI.ChatCompletionContentPartInputAudio.InputAudio["format"],
        },
      };
  }
}

function writeImage(part: ImagePart, notes: TranslationNotes): ChatPart | null {
  if (part.source.type === "file_id") {
    notes.refuse(part.path, "must hold the image or its address: the provider has no files of others");
    return null;
  }
  const image: OpenAI.ChatCompletionContentPartImage.ImageURL = { url: urlOf(part.source) };
  if (part.detail !== null) image.detail = part.detail as NonNullable<typeof image.detail>;
  return { type: "image_url", image_url: image };
}

/** A text is text to everybody; other documents are PDFs, and where they lie elsewhere the dialect cannot say so. */
function writeDocument(part: DocumentPart, traits: ServerTraits, notes: TranslationNotes): ChatPart | null {
  if (part.citations) notes.drop(`${part.path}.citations`);
  const { source, title } = part;
  const text = textOf(source);
  if (text !== null) return { type: "text", text: title === null ? text : `${title}\n\n${text}` };
  if (!traits.takesFiles) {
    notes.refuse(part.path, "is a document, which the provider does not take");
    return null;
  }
  if (source.type === "base64") {
    return { type: "file", file: { filename: title ?? "document.pdf", file_data: urlOf(source) } };
  }
  if (source.type === "file_id" && source.id.startsWith("file-")) {
    return { type: "file", file: { file_id: source.id } };
  }
  notes.refuse(part.path, "must hold the document: the provider takes no address, and has no files of others");
  return null;
}

function urlOf(source: Extract<MediaSource, { type: "base64" | "url" }>): string {
  return source.type === "url" ? source.url : `data:${source.mediaType};base64,${source.data}`;
}

/** What a document of text says; null for any other. */
function textOf(source: DocumentPart["source"]): string | null {
  if (source.type === "text") return source.text;
  if (source.type !== "base64" || !source.mediaType.startsWith("text/")) return null;
  try {
    return decoder.decode(Uint8Array.from(atob(source.data), (character) => character.charCodeAt(0)));
  } catch {
    return null;
  }
}

const decoder = new TextDecoder();
