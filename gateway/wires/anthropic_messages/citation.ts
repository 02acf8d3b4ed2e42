import type Anthropic from "@anthropic-ai/sdk";
import type { Citation, TextSpan } from "../../translation/answer_part.ts";
import { asCount, asText } from "../untyped.ts";

type Fields = Record<string, unknown>;

/** Reads a citation of a text block that is the answer's text of `span`; null for one of a kind that is not known. */
export function readCitation(citation: Fields, span: TextSpan): Citation | null {
  const kind = citation["type"] as Anthropic.TextCitation["type"];
  switch (kind) {
    case "web_search_result_location":
      return urlCitation(citation, citation["url"], span);
    // What a search of the client's own found is named by its source, which is not always an address.
    case "search_result_location":
      return /^https?:/.test(asText(citation["source"]) ?? "") ? urlCitation(citation, citation["source"], span) : null;
    case "char_location":
      return documentCitation(citation, place("characters", citation["start_char_index"], citation["end_char_index"]));
    case "page_location":
      return documentCitation(citation, place("pages", citation["start_page_number"], citation["end_page_number"]));
    case "content_block_location":
      return documentCitation(citation, place("blocks", citation["start_block_index"], citation["end_block_index"]));
    default:
      kind satisfies never;
      return null;
  }
}

type DocumentPlace = Extract<Citation, { type: "document" }>["place"];

function urlCitation(citation: Fields, address: unknown, span: TextSpan): Citation | null {
  const url = asText(address);
  if (url === null) return null;
  return { type: "url", url, title: asText(citation["title"]), citedText: asText(citation["cited_text"]), span };
}

function documentCitation(citation: Fields, where: DocumentPlace): Citation | null {
  const document = asCount(citation["document_index"]);
  if (document === null) return null;
  const title = asText(citation["document_title"]);
  return { type: "document", document, title, citedText: asText(citation["cited_text"]), place: where };
}

function place(by: NonNullable<DocumentPlace>["by"], from: unknown, until: unknown): DocumentPlace {
  const [start, end] = [asCount(from), asCount(until)];
  return start === null || end === null ? null : { by, start, end };
}
