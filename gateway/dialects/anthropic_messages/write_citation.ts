import type Anthropic from "@anthropic-ai/sdk";
import type { Citation } from "../../translation/answer_part.ts";

/** Writes what a text rests on. A page is one found by a search, but for the index with which Anthropic finds it again. */
export function writeCitation(citation: Citation): Anthropic.TextCitation {
  const cited_text = citation.citedText ?? "";
  if (citation.type === "url") {
    const { url, title } = citation;
    return { type: "web_search_result_location", url, title, cited_text, encrypted_index: "" };
  }
  const { document: document_index, title: document_title } = citation;
  const location = { cited_text, document_index, document_title, file_id: null };
  const { by, start, end } = citation.place ?? { by: "characters", start: 0, end: 0 };
  switch (by) {
    case "characters":
      return { type: "char_location", ...location, start_char_index: start, end_char_index: end };
    case "pages":
      return { type: "page_location", ...location, start_page_number: start, end_page_number: end };
    case "blocks":
      return { type: "content_block_location", ...location, start_block_index: start, end_block_index: end };
  }
}
