import type { Citation, TextSpan } from "../../translation/answer_part.ts";
import { asCount, asObject, asText } from "../untyped.ts";
import { utf16Offsets } from "./utf16_offsets.ts";

type Fields = Record<string, unknown>;

/** Gathers what a candidate says of its sources, which may come in any of its events, and again in later ones. */
export class GeminiCitations {
  #grounding: Fields | null = null;
  readonly #sources = new Map<string, Fields>();

  learn(candidate: Fields): void {
    const grounding = asObject(candidate["groundingMetadata"]);
    if (list(grounding?.["groundingChunks"]).length > 0) this.#grounding = grounding;
    const metadata = asObject(candidate["citationMetadata"]);
    // The one is Gemini's own name, the other Vertex's.
    for (const source of [...list(metadata?.["citationSources"]), ...list(metadata?.["citations"])]) {
      this.#sources.set(JSON.stringify(source), source);
    }
  }

  /** The citations of the whole answer; `text` is all that it says. */
  of(text: string): Citation[] {
    const found = [...this.#grounded(), ...this.#copied()];
    if (found.length === 0) return [];
    const offsets = utf16Offsets(text, found.flatMap(({ bytes }) => bytes === null ? [] : [bytes.start, bytes.end]));
    return found.map(({ bytes, said, ...citation }) => ({
      ...citation,
      span: bytes === null ? null : spanOf(bytes, offsets, said, text),
    }));
  }

  #grounded(): Found[] {
    const chunks = list(this.#grounding?.["groundingChunks"]).map(sourceOf);
    const supports = list(this.#grounding?.["groundingSupports"]);
    if (supports.length === 0) return chunks.flatMap((source) => source === null ? [] : [{ ...source, ...NOWHERE }]);
    return supports.flatMap((support) => {
      const segment = asObject(support["segment"]);
      const bytes = byteSpan(segment);
      const indices = Array.isArray(support["groundingChunkIndices"]) ? support["groundingChunkIndices"] : [];
      return indices.flatMap((index) => {
        const source = typeof index === "number" ? chunks[index] ?? null : null;
        return source === null ? [] : [{ ...source, bytes, said: asText(segment?.["text"]) }];
      });
    });
  }

  /** Texts that the answer repeats from somewhere. */
  #copied(): Found[] {
    return [...this.#sources.values()].flatMap((source) => {
      const url = asText(source["uri"]);
      if (url === null) return [];
      const cited = { type: "url", url, title: asText(source["title"]), citedText: null } as const;
      return [{ ...cited, bytes: byteSpan(source), said: null }];
    });
  }
}

/** A citation whose place is still in bytes; `said`: the words that stand there, where Gemini repeats them. */
type Found = Omit<Extract<Citation, { type: "url" }>, "span"> & { bytes: TextSpan | null; said: string | null };

const NOWHERE = { bytes: null, said: null };

function sourceOf(chunk: Fields): Omit<Extract<Citation, { type: "url" }>, "span"> | null {
  const source = asObject(chunk["web"]) ?? asObject(chunk["retrievedContext"]) ?? asObject(chunk["maps"]);
  const url = asText(source?.["uri"]);
  return url === null
    ? null
    : { type: "url", url, title: asText(source?.["title"]), citedText: asText(source?.["text"]) };
}

/** A place in bytes of UTF-8; a start of 0 is left out. */
function byteSpan(segment: Fields | null): TextSpan | null {
  const start = asCount(segment?.["startIndex"]) ?? 0;
  const end = asCount(segment?.["endIndex"]);
  return end === null || end < start ? null : { start, end };
}

/** Null where the place is not in the text, or other words stand there than were said: it is counted in another text then. */
function spanOf(
  bytes: TextSpan,
  offsets: ReadonlyMap<number, number>,
  said: string | null,
  text: string,
): TextSpan | null {
  const start = offsets.get(bytes.start);
  const end = offsets.get(bytes.end);
  if (start === undefined || end === undefined) return null;
  return said === null || text.slice(start, end) === said ? { start, end } : null;
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map((one) => asObject(one) ?? {}) : [];
}
