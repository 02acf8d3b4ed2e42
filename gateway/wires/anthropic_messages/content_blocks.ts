import type Anthropic from "@anthropic-ai/sdk";
import { asObject, asString, asText } from "../untyped.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";

type InputBlock = Anthropic.TextBlockParam | Anthropic.ImageBlockParam | Anthropic.DocumentBlockParam;

/**
 * Translates the content of a system, user or tool message, a string or parts, at `path`. Empty texts vanish: the API
 * refuses them. `cache_control` on a part is passed on, though OpenAI's dialect does not know it.
 */
export function inputBlocks(content: unknown, path: string, notes: TranslationNotes): InputBlock[] {
  if (content === undefined || content === null) return [];
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  if (!Array.isArray(content)) {
    notes.refuse(path, "must be a string or a list of parts");
    return [];
  }
  return content.flatMap((value, index) => {
    const part = asObject(value);
    const block = part === null ? null : inputBlock(part, `${path}[${index}]`, notes);
    if (part === null) notes.refuse(`${path}[${index}]`, "must be an object");
    return block === null ? [] : [withCacheControl(block, part!)];
  });
}

/** The texts among the parts alone, for where nothing else is possible. */
export function textBlocks(content: unknown, path: string, notes: TranslationNotes): Anthropic.TextBlockParam[] {
  return inputBlocks(content, path, notes).filter((block) => {
    if (block.type !== "text") notes.refuse(path, `may hold text only, not ${block.type} parts`);
    return block.type === "text";
  }) as Anthropic.TextBlockParam[];
}

/** Copies a part's own `cache_control` onto what it became. */
export function withCacheControl<T extends object>(block: T, part: Record<string, unknown>): T {
  const control = asObject(part["cache_control"]);
  return control === null ? block : { ...block, cache_control: control };
}

function inputBlock(part: Record<string, unknown>, path: string, notes: TranslationNotes): InputBlock | null {
  switch (part["type"]) {
    case "text": {
      const text = asString(part["text"]);
      if (text === null) notes.refuse(`${path}.text`, "must be a string");
      return text ? { type: "text", text } : null;
    }
    case "refusal": {
      const text = asText(part["refusal"]);
      return text === null ? null : { type: "text", text };
    }
    case "image_url":
      return imageBlock(part["image_url"], `${path}.image_url`, notes);
    case "file":
      return documentBlock(asObject(part["file"]), `${path}.file`, notes);
    case "input_audio":
      notes.refuse(path, "is audio, which the provider does not take");
      return null;
    default:
      notes.refuse(`${path}.type`, `is '${String(part["type"])}', which the provider does not take`);
      return null;
  }
}

function imageBlock(value: unknown, path: string, notes: TranslationNotes): Anthropic.ImageBlockParam | null {
  const image = asObject(value);
  const url = asText(image?.["url"]) ?? asText(value);
  if (url === null) {
    notes.refuse(`${path}.url`, "must be a URL");
    return null;
  }
  if (image?.["detail"] !== undefined && image["detail"] !== "auto") notes.drop(`${path}.detail`);
  if (!url.startsWith("data:")) return { type: "image", source: { type: "url", url } };
  const data = readDataUrl(url);
  const mediaType = imageTypes[data?.mediaType ?? ""];
  if (data === null || mediaType === undefined) {
    notes.refuse(`${path}.url`, "must hold a JPEG, PNG, GIF or WebP image in base64");
    return null;
  }
  return { type: "image", source: { type: "base64", media_type: mediaType, data: data.base64 } };
}

const imageTypes: Readonly<Record<string, Anthropic.Base64ImageSource["media_type"]>> = {
  "image/jpeg": "image/jpeg",
  "image/jpg": "image/jpeg",
  "image/png": "image/png",
  "image/gif": "image/gif",
  "image/webp": "image/webp",
};

function documentBlock(
  file: Record<string, unknown> | null,
  path: string,
  notes: TranslationNotes,
): Anthropic.DocumentBlockParam | null {
  const fileData = asText(file?.["file_data"]);
  if (fileData === null) {
    notes.refuse(`${path}.file_data`, "must hold the file: an id of OpenAI's means nothing to the provider");
    return null;
  }
  const data = fileData.startsWith("data:") ? readDataUrl(fileData) : { mediaType: PDF, base64: fileData };
  if (data === null || data.mediaType !== PDF) {
    notes.refuse(`${path}.file_data`, "must be a PDF in base64");
    return null;
  }
  const block: Anthropic.DocumentBlockParam = {
    type: "document",
    source: { type: "base64", media_type: PDF, data: data.base64 },
  };
  const title = asText(file?.["filename"]);
  return title === null ? block : { ...block, title };
}

const PDF = "application/pdf";

/** `data:<media type>[;parameters];base64,<data>`; null for any other coding. */
function readDataUrl(url: string): { mediaType: string; base64: string } | null {
  const comma = url.indexOf(",");
  const [mediaType = "", ...parameters] = url.slice("data:".length, Math.max(0, comma)).split(";");
  if (comma < 0 || parameters.at(-1)?.trim().toLowerCase() !== "base64") return null;
  return { mediaType: mediaType.trim().toLowerCase(), base64: url.slice(comma + 1) };
}
