import { type ExecutionResult, GraphQLError } from "graphql";
import type { GraphQLParams, Plugin } from "graphql-yoga";

/** The documents that the console sends. */
export interface KnownDocuments {
  /** The text of a document by its id, `sha256:` and 64 hexadecimal digits; null when no build of late has it. */
  textOf(id: string): Promise<string | null>;
  /** Whether this text is one of them; how it is written does not matter. */
  isKnown(text: string): Promise<boolean>;
}

/**
 * Takes `documentId` in place of `query`, and from requests with cookies nothing but documents that the console sends: who
 * takes over a browser's session can then ask for no more than its pages do. Tokens may send any.
 */
export function takeKnownDocuments(documents: KnownDocuments): Plugin {
  return {
    async onParams({ request, params, setParams, setResult }) {
      const { documentId, ...rest } = params as typeof params & { documentId?: unknown };
      if (documentId !== undefined) {
        const text = typeof documentId === "string" ? await documents.textOf(documentId) : null;
        if (text === null) return refuse(setParams, setResult);
        // What was sent beside an id is not looked at: the id alone says what is executed.
        return setParams({ ...rest, query: text });
      }
      if (!isByCookie(request.headers)) return;
      if (typeof params.query !== "string" || !await documents.isKnown(params.query)) refuse(setParams, setResult);
    },
  };
}

function refuse(setParams: (params: GraphQLParams) => void, setResult: (result: ExecutionResult) => void): void {
  // Yoga goes on looking at what there is, and would rather complain of a document that is not there.
  setParams({ query: "{ __typename }" });
  setResult({ errors: [unknown()] });
}

/** As `authenticate()` has it: a token goes before the cookie. */
function isByCookie(headers: Headers): boolean {
  return headers.has("cookie") && !headers.has("authorization");
}

function unknown(): GraphQLError {
  const message =
    "This is no document of the console. Load the page again; programs send a personal access token, and any document.";
  return new GraphQLError(message, { extensions: { code: "VALIDATION", http: { status: 400 } } });
}
