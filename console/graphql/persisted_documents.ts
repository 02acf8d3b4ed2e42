import { createHash } from "node:crypto";
import { formatDocument, stringifyDocument } from "@urql/core";
import type { DocumentNode } from "graphql";

/** The documents that browsers may send, by id. */
export type PersistedDocuments = ReadonlyMap<string, string>;

/** One operation of a module of documents. */
export interface PersistedDocument {
  /** `sha256:` and 64 hexadecimal digits, of the text. */
  id: string;
  text: string;
  name: string;
  operation: "query" | "mutation" | "subscription";
}

/**
 * An operation's text as the browser's client would send it, `__typename` in every selection, and the id made of it; null
 * for a document of fragments alone. Throws when it has no name, or is not one operation.
 */
export function persistedDocument(document: DocumentNode): PersistedDocument | null {
  const operations = document.definitions.filter((definition) => definition.kind === "OperationDefinition");
  const [operation, second] = operations;
  if (operation === undefined) return null;
  if (second !== undefined || operation.name === undefined) {
    throw new Error("A document holds one operation with a name.");
  }
  // The cache goes by type names, and the client cannot add what it does not see.
  const text = stringifyDocument(formatDocument(document));
  const id = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  return { id, text, name: operation.name.value, operation: operation.operation };
}

/** What of a module's exports is an operation, by the export's name. Throws when an export is no document. */
export function documentsOf(module: Readonly<Record<string, unknown>>): Map<string, PersistedDocument | null> {
  return new Map(
    Object.entries(module).map(([name, value]) => {
      if (!isDocument(value)) throw new Error(`'${name}' is no document: nothing else is exported beside documents.`);
      return [name, persistedDocument(value)];
    }),
  );
}

function isDocument(value: unknown): value is DocumentNode {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "Document";
}
