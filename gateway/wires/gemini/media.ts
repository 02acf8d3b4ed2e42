import type { AudioPart, DocumentPart, ImagePart } from "../../translation/conversation.ts";
import type { GeminiPart, InlineData } from "./gemini_api.ts";
import type { GeminiWriting } from "./gemini_writing.ts";

/** An image, a document or audio as Gemini takes it; null, and refused, where it does not. */
export function mediaPart(part: ImagePart | DocumentPart | AudioPart, writing: GeminiWriting): GeminiPart | null {
  if (part.type === "audio") return { inlineData: { mimeType: audioType(part.format), data: part.data } };
  dropFields(part, writing);
  const { source, path } = part;
  switch (source.type) {
    case "base64":
      return { inlineData: { mimeType: source.mediaType, data: source.data } };
    case "text":
      return { text: source.text };
    case "url":
      if (/^(https|gs):/i.test(source.url)) return { fileData: fileData(source.url, source.mediaType) };
      writing.notes.refuse(path, "must be an https address: the provider gets no other");
      return null;
    case "file_id":
      writing.notes.refuse(path, "is a file that was uploaded to another provider");
      return null;
  }
}

/** What a tool gave beside text: bytes or text alone, since addresses are not taken there. */
export function resultMedia(
  part: ImagePart | DocumentPart,
  writing: GeminiWriting,
): { inlineData: InlineData } | { text: string } | null {
  const media = mediaPart(part, writing);
  if (media?.inlineData !== undefined) return { inlineData: media.inlineData };
  if (media?.text !== undefined) return { text: media.text };
  writing.notes.refuse(part.path, "must hold its bytes: the provider takes no addresses in what a tool gave");
  return null;
}

/** Gemini quotes no documents, gives them no names, and looks at every image alike. */
function dropFields(part: ImagePart | DocumentPart, { call, notes }: GeminiWriting): void {
  if (part.type === "image") {
    if (part.detail !== null && part.detail !== "auto") notes.drop(`${part.path}.detail`);
    return;
  }
  if (part.citations) notes.drop(`${part.path}.citations`);
  if (part.title !== null) notes.drop(`${part.path}.${call.dialect === "anthropic_messages" ? "title" : "filename"}`);
}

function fileData(fileUri: string, mimeType: string | null): { fileUri: string; mimeType?: string } {
  return mimeType === null ? { fileUri } : { fileUri, mimeType };
}

/** OpenAI names formats, Gemini media types. */
function audioType(format: string): string {
  return format.includes("/") ? format : `audio/${format.toLowerCase()}`;
}
