import type { MessagePart } from "./conversation.ts";
import { isObject, textIn } from "./event_stream.ts";

/** The parts of a message's content, as any of the dialects writes them. */
export function messageParts(content: unknown): MessagePart[] {
  if (content === null || content === undefined || content === "") return [];
  if (typeof content === "string") return [{ kind: "text", text: content }];
  if (!Array.isArray(content)) return [{ kind: "other", json: JSON.stringify(content, null, 2) }];
  return content.flatMap((part): MessagePart[] => {
    if (typeof part === "string") return [{ kind: "text", text: part }];
    return isObject(part) ? [partOf(part)] : [];
  });
}

function partOf(part: Record<string, unknown>): MessagePart {
  const type = textIn(part["type"]);
  switch (type) {
    case "text":
    case "input_text":
    case "output_text":
      return { kind: "text", text: textIn(part["text"]) };
    case "refusal":
      return { kind: "text", text: textIn(part["refusal"]) };
    case "thinking":
    case "redacted_thinking":
      return { kind: "thinking", text: textIn(part["thinking"]) || "withheld by the provider" };
    case "tool_use":
    case "server_tool_use":
      return { kind: "tool_call", name: textIn(part["name"]), input: JSON.stringify(part["input"] ?? {}, null, 2) };
    case "tool_result":
      return { kind: "tool_result", name: textIn(part["tool_use_id"]), text: resultText(part["content"]) };
    default:
      if (/image|file|audio|document|video/.test(type)) return { kind: "media", words: mediaWords(type, part) };
      return { kind: "other", json: JSON.stringify(part, null, 2) };
  }
}

function resultText(content: unknown): string {
  const parts = messageParts(content);
  return parts.map((part) => part.kind === "text" ? part.text : part.kind === "media" ? `[${part.words}]` : "").join(
    "\n",
  );
}

/** What kind of thing it is, and where it is from: what it shows is never loaded. */
function mediaWords(type: string, part: Record<string, unknown>): string {
  const source = [part["source"], part["image_url"], part["file"], part["input_audio"]].find((each) =>
    each !== undefined
  );
  const details = isObject(source) ? source : { url: source };
  const url = textIn(details["url"]);
  const data = textIn(details["data"]) || (url.startsWith("data:") ? url : "");
  const name = textIn(details["filename"]) || textIn(details["media_type"]) || (url.startsWith("data:") ? "" : url);
  const kind = type.replace(/^input_/, "").replaceAll("_", " ").replace(" url", "");
  return [kind, name.slice(0, 120), data && `${data.length.toLocaleString("en")} characters`].filter(Boolean).join(
    ", ",
  );
}
