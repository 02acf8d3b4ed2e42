import type OpenAI from "openai";
import type { Citation } from "../../translation/answer_part.ts";

/**
 * Writes a citation as an annotation; null for one of a document, which the dialect has no place for. `textLength`: how
 * much text there is so far, where a citation stands that does not say what it covers.
 */
export function chatAnnotation(
  citation: Citation,
  textLength: number,
): OpenAI.ChatCompletionMessage.Annotation | null {
  if (citation.type !== "url") return null;
  const { start, end } = citation.span ?? { start: textLength, end: textLength };
  const { url, title } = citation;
  return { type: "url_citation", url_citation: { start_index: start, end_index: end, title: title ?? url, url } };
}
