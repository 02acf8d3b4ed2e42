import { parseDocument, stringify } from "yaml";
import { type ConfigDocument, configDocument } from "../../shared/configuration/config_document.ts";
import { ValidationError } from "../api_error.ts";
import { parseInput } from "../parse_input.ts";
import { jsonDepth } from "../routes/json_depth.ts";

/** How a document is written. JSON is YAML too, so that either is read without being told. */
export type DocumentFormat = "yaml" | "json";

/** Writes a document's text, a line break at its end. */
export function writeDocument(document: object, format: DocumentFormat): string {
  if (format === "json") return `${JSON.stringify(document, null, 2)}\n`;
  return stringify(document, { lineWidth: 120, aliasDuplicateObjects: false });
}

/** Reads a document; `ValidationError` with every problem, paths from the document's root. */
export function readDocument(text: string): ConfigDocument {
  // Anchors may stand for one another many times over: a small text could become a huge document.
  const parsed = parseDocument(text, { prettyErrors: true, stringKeys: true, uniqueKeys: true });
  if (parsed.errors.length > 0) {
    throw new ValidationError(parsed.errors.map(({ message }) => ({ path: [], message: firstLine(message) })));
  }
  const value = toPlain(() => parsed.toJS({ maxAliasCount: ALIASES_MAX }));
  // The schema is recursive, and a document of a thousand levels would exhaust the stack before it is found too deep.
  if (jsonDepth(value, DEPTH_MAX) > DEPTH_MAX) throw new ValidationError([{ path: [], message: "is nested too deep" }]);
  return parseInput(configDocument, value);
}

const ALIASES_MAX = 100;

/** Levels of a document, far above what a route's tree and its place in the document need. */
const DEPTH_MAX = 80;

function toPlain(convert: () => unknown): unknown {
  try {
    return convert();
  } catch (error) {
    throw new ValidationError([{ path: [], message: error instanceof Error ? error.message : String(error) }]);
  }
}

/** The others show the place in the text, which may be a secret in the wrong place. */
function firstLine(message: string): string {
  return message.split("\n")[0]!.replace(/:$/, "");
}
