import type OpenAI from "openai";
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
import { dropUnreadFields } from "../openai_chat/unread_fields.ts";
import { readMediaUrl } from "../read_media_url.ts";

export type ContentPart = TextPart | ImagePart | DocumentPart | AudioPart | RefusalPart;
type Fields = Record<string, unknown>;
/** Recordings are not in the SDK's types, but in OpenAI's description. */
type Kind = OpenAI.Responses.ResponseContent["type"] | OpenAI.Responses.ResponseInputAudio["type"];

/**
 * Reads the content of an item, a string or parts, at `path`: parts of the `kinds` alone, others are refused. Empty texts
 * vanish, since they say nothing and some providers refuse them.
 */
export function readContent<Wanted extends ContentPart["type"]>(
  content: unknown,
  path: string,
  notes: TranslationNotes,
  kinds: readonly Wanted[],
): Extract<ContentPart, { type: Wanted }>[] {
  return allParts(content, path, notes).filter((part): part is Extract<ContentPart, { type: Wanted }> => {
    const isWanted = (kinds as readonly string[]).includes(part.type);
    if (!isWanted) notes.refuse(part.path, `is ${NAMES[part.type]}, which cannot stand here`);
    return isWanted;
  });
}

const NAMES: Readonly<Record<ContentPart["type"], string>> = {
  text: "a text",
  image: "an image",
  document: "a file",
  audio: "a recording",
  refusal: "a refusal",
};

function allParts(content: unknown, path: string, notes: TranslationNotes): ContentPart[] {
  if (content === undefined || content === null) return [];
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content, path }];
  if (!Array.isArray(content)) {
    notes.refuse(path, "must be a string or a list of parts");
    return [];
  }
  return content.flatMap((value, index) => readPart(asObject(value) ?? {}, `${path}[${index}]`, notes) ?? []);
}

function readPart(part: Fields, path: string, notes: TranslationNotes): ContentPart | null {
  dropUnreadFields(part, path, notes, partFields);
  const kind = part["type"] as Kind;
  switch (kind) {
    case "input_text":
    case "output_text": {
      const text = asString(part["text"]);
      if (text === null) notes.refuse(`${path}.text`, "must be a string");
      return text ? { type: "text", text, path } : null;
    }
    case "refusal": {
      const text = asText(part["refusal"]);
      return text === null ? null : { type: "refusal", text, path };
    }
    case "input_image":
      return readImage(part, path, notes);
    case "input_file":
      return readFile(part, path, notes);
    case "input_audio":
      return readAudio(asObject(part["input_audio"]), path, notes);
    case "reasoning_text":
      notes.drop(path);
      return null;
    default:
      kind satisfies never;
      notes.refuse(`${path}.type`, `is '${String(kind)}', which the provider does not take`);
      return null;
  }
}

/** Logprobs are of an answer that was given, and nothing that is said. */
const partFields = new Set([
  "type",
  "text",
  "refusal",
  "image_url",
  "file_id",
  "detail",
  "file_data",
  "file_url",
  "filename",
  "input_audio",
  "logprobs",
]);

function readImage(part: Fields, path: string, notes: TranslationNotes): ImagePart | null {
  const url = asText(part["image_url"]);
  const id = asText(part["file_id"]);
  const source: MediaSource | null = url !== null ? readMediaUrl(url) : id !== null ? { type: "file_id", id } : null;
  if (source === null) {
    notes.refuse(`${path}.image_url`, url === null ? "must be a URL" : "must hold an image in base64");
    return null;
  }
  return { type: "image", source, detail: asText(part["detail"]), path };
}

function readFile(part: Fields, path: string, notes: TranslationNotes): DocumentPart | null {
  const source = fileSource(part, path, notes);
  return source === null ? null : { type: "document", source, title: asText(part["filename"]), citations: false, path };
}

function fileSource(part: Fields, path: string, notes: TranslationNotes): MediaSource | null {
  const data = asText(part["file_data"]);
  const url = asText(part["file_url"]);
  const id = asText(part["file_id"]);
  if (data !== null) {
    // Base64 alone is how files were first given, when they could only be PDFs.
    if (!/^data:/i.test(data)) return { type: "base64", mediaType: "application/pdf", data };
    const source = readMediaUrl(data);
    if (source === null) notes.refuse(`${path}.file_data`, "must hold the file in base64");
    return source;
  }
  if (url !== null) return { type: "url", url, mediaType: null };
  if (id !== null) return { type: "file_id", id };
  notes.refuse(`${path}.file_data`, "must hold the file");
  return null;
}

function readAudio(audio: Fields | null, path: string, notes: TranslationNotes): AudioPart | null {
  const data = asText(audio?.["data"]);
  const format = asText(audio?.["format"]);
  if (data === null || format === null) {
    notes.refuse(`${path}.input_audio`, "must hold audio in base64 as 'data', and its 'format'");
    return null;
  }
  return { type: "audio", format, data, path };
}
