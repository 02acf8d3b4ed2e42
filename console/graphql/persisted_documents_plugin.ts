import { basename, dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "vite";
import { documentsOf, type PersistedDocument } from "./persisted_documents.ts";

const DOCUMENTS = fileURLToPath(new URL("./documents", import.meta.url));

/**
 * Replaces the modules of `documents/` in what production browsers load: of each operation its id is left, and neither
 * texts nor the parser are shipped. Development and server rendering keep the texts.
 */
export function persistedDocumentsPlugin(): Plugin {
  return {
    name: "perpetuo:persisted-documents",
    apply: "build",
    applyToEnvironment: (environment) => environment.config.consumer === "client",
    async load(id) {
      const path = id.split("?")[0]!;
      if (dirname(path) !== DOCUMENTS || !basename(path).endsWith(".ts")) return null;
      const module = await import(pathToFileURL(path).href);
      return { code: moduleOf(documentsOf(module)), map: null };
    },
  };
}

function moduleOf(documents: Map<string, PersistedDocument | null>): string {
  return [...documents].map(([name, document]) => `export const ${name} = ${literalOf(document)};\n`).join("");
}

/** What urql takes for a document: it reads the kind of operation from a definition, and would send definitions' text. */
function literalOf(document: PersistedDocument | null): string {
  if (document === null) return JSON.stringify({ kind: "Document", definitions: [] });
  return JSON.stringify({ kind: "Document", definitions: [], documentId: document.id });
}
