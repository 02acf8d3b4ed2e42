import type { MediaSource } from "../translation/conversation.ts";

/** `data:<media type>[;parameters];base64,<data>`, or an address; null for data in any other coding. */
export function readMediaUrl(url: string): MediaSource | null {
  if (!/^data:/i.test(url)) return { type: "url", url, mediaType: null };
  const comma = url.indexOf(",");
  const [given = "", ...parameters] = url.slice("data:".length, Math.max(0, comma)).split(";");
  if (comma < 0 || parameters.at(-1)?.trim().toLowerCase() !== "base64") return null;
  const mediaType = given.trim().toLowerCase();
  return {
    type: "base64",
    mediaType: mediaType === "image/jpg" ? "image/jpeg" : mediaType,
    data: url.slice(comma + 1),
  };
}
