import type { BodyRedactor } from "./body_redactor.ts";
import type { Redaction } from "./find_redactions.ts";

/**
 * Redacts an event stream as it was sent. A text that comes in pieces is looked at as a whole: a secret may be spread over
 * many events, and then its first piece holds what stands for it. JSON is written anew, since only what was read is known.
 */
export function redactEvents(text: string, redactor: BodyRedactor): string {
  const lines = text.split("\n").map(readLine);
  redactPieces(lines.flatMap(({ value }) => value === null ? [] : piecesOf(value)), redactor);
  return lines.map((line) => writeLine(line, redactor)).join("\n");
}

interface EventLine {
  raw: string;
  /** What `data:` holds; null for another line, and for one that is no object. */
  value: Record<string, unknown> | null;
}

function readLine(raw: string): EventLine {
  if (!raw.startsWith("data:")) return { raw, value: null };
  try {
    const value: unknown = JSON.parse(raw.slice("data:".length));
    return { raw, value: typeof value === "object" && !Array.isArray(value) ? value as EventLine["value"] : null };
  } catch {
    return { raw, value: null };
  }
}

function writeLine({ raw, value }: EventLine, redactor: BodyRedactor): string {
  return value === null ? redactor.text(raw) : `data: ${JSON.stringify(redactor.value(value))}`;
}

/** One piece of a text that comes in several. */
interface Piece {
  /** Which text it is part of. */
  channel: string;
  holder: Record<string, unknown>;
  name: string;
  text: string;
}

/** Names under which the dialects stream texts. */
const STREAMED = new Set([
  "content",
  "text",
  "thinking",
  "partial_json",
  "arguments",
  "delta",
  "refusal",
  "reasoning",
  "reasoning_content",
  "transcript",
]);

const DEPTH_MAX = 16;

function piecesOf(event: Record<string, unknown>): Piece[] {
  const pieces: Piece[] = [];
  // Where in the answer a piece belongs; what the dialects do not say is left out.
  const place = ["type", "index", "item_id", "output_index", "content_index", "summary_index"]
    .map((name) => String(event[name] ?? "")).join(" ");
  const visit = (value: unknown, path: string, depth: number) => {
    if (typeof value !== "object" || value === null || depth > DEPTH_MAX) return;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === "string" && STREAMED.has(name)) {
        const holder = value as Record<string, unknown>;
        pieces.push({ channel: `${place} ${path}.${name}`, holder, name, text: inner });
      } else visit(inner, `${path}.${Array.isArray(value) ? indexOf(inner, name) : name}`, depth + 1);
    }
  };
  visit(event, "", 0);
  return pieces;
}

/** An element's own index where it has one: choices and tool calls come one by one, each at the first place of its list. */
function indexOf(element: unknown, position: string): string {
  const index = typeof element === "object" && element !== null && "index" in element ? element.index : position;
  return String(index);
}

function redactPieces(pieces: Piece[], redactor: BodyRedactor): void {
  const channels = Map.groupBy(pieces, ({ channel }) => channel);
  for (const parts of channels.values()) {
    // One piece is redacted with the rest of its event.
    if (parts.length < 2) continue;
    const redactions = redactor.find(parts.map(({ text }) => text).join(""));
    if (redactions.length > 0) spread(parts, redactions, redactor);
  }
}

/** Takes what was found in the whole out of its pieces. */
function spread(parts: Piece[], redactions: Redaction[], redactor: BodyRedactor): void {
  let start = 0;
  let next = 0;
  for (const part of parts) {
    const end = start + part.text.length;
    let kept = "";
    let from = start;
    while (next < redactions.length && redactions[next]!.start < end) {
      const redaction = redactions[next]!;
      if (redaction.start >= start) {
        kept += part.text.slice(from - start, redaction.start - start) + redaction.replacement;
        redactor.count(redaction);
      }
      from = Math.min(redaction.end, end);
      if (redaction.end > end) break;
      next++;
    }
    part.holder[part.name] = kept + part.text.slice(from - start);
    start = end;
  }
}
