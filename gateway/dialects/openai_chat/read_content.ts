import type {
  AudioPart,
  DocumentPart,
  ImagePart,
  MediaSource,
  RefusalPart,
  TextPart,
} from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject, asString, asText } from "../../wires/untyped.ts";
import { readMediaUrl } from "../read_media_url.ts";
import { dropUnreadFields } from "./unread_fields.ts";

export type ContentPart = TextPart | ImagePart | DocumentPart | AudioPart | RefusalPart;

/**
 * Reads the content of a message, a string or parts, at `path`: parts of the `kinds` alone, others are refused. Empty texts
 * vanish, since they say nothing and some providers refuse them. `cache_control` on a part is kept, though OpenAI's
 * dialect does not know it.
 */
export function readContent<Kind extends ContentPart["type"]>(
  content: unknown,
  path: string,
  notes: TranslationNotes,
  kinds: readonly Kind[],
): Extract<ContentPart, { type: Kind }>[] {
  return allParts(content, path, notes).filter((part): part is Extract<ContentPart, { type: Kind }> => {
    const isWanted = (kinds as readonly string[]).includes(part.type);
    if (!isWanted) notes.refuse(path, `may hold ${allowed(kinds)} only, not ${part.type} parts`);
    return isWanted;
  });
}

/** `cache_control` as a part carries it, to be spread into what the part becomes. */
export function cacheControlOf(fields: Record<string, unknown>): { cacheControl?: Record<string, unknown> } {
  const control = asObject(fields["cache_control"]);
  return control === null ? {} : { cacheControl: control };
}

function allowed(kinds: readonly ContentPart["type"][]): string {
  return kinds.filter((kind) => kind !== "refusal").join(", ").replace(/, (\w+)$/, " and $1");
}

function allParts(content: unknown, path: string, notes: TranslationNotes): ContentPart[] {
  if (content === undefined || content === null) return [];
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content, path }];
  if (!Array.isArray(content)) {
    notes.refuse(path, "must be a string or a list of parts");
    return [];
  }
  return content.flatMap((value, index) => {
    const fields = asObject(value);
    const at = `${path}[${index}]`;
    if (fields === null) notes.refuse(at, "must be an object");
    const part = fields === null ? null : readPart(fields, at, notes);
    return part === null ? [] : [{ ...part, ...cacheControlOf(fields!) }];
  });
}

function readPart(fields: Record<string, unknown>, path: string, notes: TranslationNotes): ContentPart | null {
  const kind = fields["type"];
  switch (kind) {
    case "text": {
      dropUnreadFields(fields, path, notes, partFields);
      const text = asString(fields["text"]);
      if (text === null) notes.refuse(`${path}.text`, "must be a string");
      return text ? { type: "text", text, path } : null;
    }
    case "refusal": {
      const text = asText(fields["refusal"]);
      return text === null ? null : { type: "refusal", text, path };
    }
    case "image_url":
      dropUnreadFields(fields, path, notes, partFields);
      return readImage(fields["image_url"], `${path}.image_url`, notes);
    case "file":
      dropUnreadFields(fields, path, notes, partFields);
      return readDocument(asObject(fields["file"]), `${path}.file`, notes);
    case "input_audio":
      dropUnreadFields(fields, path, notes, partFields);
      return readAudio(asObject(fields["input_audio"]), path, notes);
    default:
      notes.refuse(`${path}.type`, `is '${String(kind)}', which the provider does not take`);
      return null;
  }
}

const partFields = new Set(["type", "text", "image_url", "file", "input_audio", "cache_control"]);

/** `value` is an object with a `url`, or the URL itself, as some servers take it. */
function readImage(value: unknown, path: string, notes: TranslationNotes): ImagePart | null {
  const image = asObject(value);
  const url = asText(image?.["url"]) ?? asText(value);
  if (url === null) {
    notes.refuse(`${path}.url`, "must be a URL");
    return null;
  }
  const source = readMediaUrl(url);
  if (source === null) {
    notes.refuse(`${path}.url`, "must hold an image in base64");
    return null;
  }
  return { type: "image", source, detail: asText(image?.["detail"]), path };
}

function readDocument(
  file: Record<string, unknown> | null,
  path: string,
  notes: TranslationNotes,
): DocumentPart | null {
  const source = documentSource(file, path, notes);
  if (source === null) return null;
  return { type: "document", source, title: asText(file?.["filename"]), citations: false, path };
}

function documentSource(
  file: Record<string, unknown> | null,
  path: string,
  notes: TranslationNotes,
): MediaSource | null {
  const data = asText(file?.["file_data"]);
  const id = asText(file?.["file_id"]);
  if (data === null && id !== null) return { type: "file_id", id };
  if (data === null) {
    notes.refuse(`${path}.file_data`, "must hold the file");
    return null;
  }
  // Base64 alone is how files were first given, when they could only be PDFs.
  if (!/^(data|https?):/i.test(data)) return { type: "base64", mediaType: "application/pdf", data };
  const source = readMediaUrl(data);
  if (source === null) notes.refuse(`${path}.file_data`, "must hold the file in base64");
  return source;
}

function readAudio(audio: Record<string, unknown> | null, path: string, notes: TranslationNotes): AudioPart | null {
  const data = asText(audio?.["data"]);
  const format = asText(audio?.["format"]);
  if (data === null || format === null) {
    notes.refuse(`${path}.input_audio`, "must hold audio in base64 as 'data', and its 'format'");
    return null;
  }
  return { type: "audio", format, data, path };
}
