import { z } from "zod";
import type { PersistedDocuments } from "../graphql/persisted_documents.ts";
import type { ProxyRefusal } from "./proxy_refusal.ts";

export type Expanded =
  | { kind: "expanded"; bytes: Uint8Array<ArrayBuffer> }
  | { kind: "refused"; refusal: Extract<ProxyRefusal, "not_json" | "document_unknown"> };

/**
 * Puts a document's text in the place of its id, so that the control plane need not know of ids. Texts pass as they are
 * where unknown documents are allowed, or when they are known word for word.
 */
export function expandDocument(
  body: Uint8Array<ArrayBuffer>,
  { documents, allowUnknownDocuments }: { documents: PersistedDocuments; allowUnknownDocuments: boolean },
): Expanded {
  const request = parse(body);
  if (request === null) return { kind: "refused", refusal: "not_json" };
  const { documentId, query, ...rest } = request;
  if (documentId !== undefined) {
    const text = documents.get(documentId);
    // What was sent beside an id is not looked at: the id alone says what is executed.
    return text === undefined ? UNKNOWN : { kind: "expanded", bytes: encode({ ...rest, query: text }) };
  }
  if (allowUnknownDocuments || (query !== undefined && includes(documents, query))) {
    return { kind: "expanded", bytes: body };
  }
  return UNKNOWN;
}

const UNKNOWN = { kind: "refused", refusal: "document_unknown" } as const;

const graphqlRequest = z.object({
  documentId: z.string().optional(),
  query: z.string().optional(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

function parse(body: Uint8Array): z.infer<typeof graphqlRequest> | null {
  try {
    return graphqlRequest.parse(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return null;
  }
}

function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

function includes(documents: PersistedDocuments, text: string): boolean {
  return documents.values().some((known) => known === text);
}
