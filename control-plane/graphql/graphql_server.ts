import { blockFieldSuggestionsPlugin } from "@escape.tech/graphql-armor-block-field-suggestions";
import { maxAliasesPlugin } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthPlugin } from "@escape.tech/graphql-armor-max-depth";
import { maxTokensPlugin } from "@escape.tech/graphql-armor-max-tokens";
import { NoSchemaIntrospectionCustomRule } from "graphql";
import { createYoga, type Plugin } from "graphql-yoga";
import type { Actor } from "../authorization/actor.ts";
import type { Dependencies } from "../dependencies.ts";
import type { GraphqlContext } from "./context.ts";
import { codeDocumentErrors } from "./document_errors.ts";
import { currentRequestId, maskErrors } from "./mask_error.ts";
import { schema } from "./schema.ts";

export const GRAPHQL_PATH = "/graphql";
/** Where clients of the graphql-sse protocol (its mode of distinct connections) subscribe: see decision record 0008. */
export const GRAPHQL_STREAM_PATH = "/graphql/stream";

export interface GraphqlServerOptions {
  dependencies: Dependencies;
  authenticate(headers: Headers): Promise<Actor>;
  /** Serves GraphiQL to browsers, which loads its scripts from elsewhere. For development. */
  graphiql: boolean;
  /** Whether the schema may be asked for. */
  introspection: boolean;
  /** Aborts when the process shuts down: subscriptions end, and what is under way finishes. */
  draining: AbortSignal;
}

/** What the HTTP server knows of a request. */
export interface RequestFacts {
  requestId: string;
  clientAddress: string | null;
}

/** Answers GraphQL requests over HTTP, subscriptions as server-sent events. */
export function createGraphqlServer(
  options: GraphqlServerOptions,
): (request: Request, facts: RequestFacts) => Promise<Response> {
  const { dependencies, authenticate } = options;
  const yoga = createYoga<RequestFacts, GraphqlContext>({
    schema,
    // One server for both: what Yoga streams is that protocol already.
    graphqlEndpoint: `${GRAPHQL_PATH}{/stream}?`,
    context: async ({ request, requestId, clientAddress }) => {
      const actor = await authenticate(request.headers);
      const changed = dependencies.accessChanges.signalOf(actor);
      return {
        actor,
        dependencies,
        requestId,
        clientAddress,
        signal: AbortSignal.any([request.signal, options.draining, ...changed === null ? [] : [changed]]),
        authenticateAgain: () => authenticate(request.headers),
      };
    },
    maskedErrors: { maskError: maskErrors(dependencies.logger) },
    graphiql: options.graphiql && { title: "Perpetuo" },
    landingPage: false,
    logging: false,
    cors: false,
    batching: false,
    multipart: false,
    plugins: [
      codeDocumentErrors(),
      maxTokensPlugin({ n: 2_000 }),
      maxDepthPlugin({ n: 16, flattenFragments: true }),
      maxAliasesPlugin({ n: 30 }),
      ...options.introspection ? [] : [withoutIntrospection(), blockFieldSuggestionsPlugin()],
    ],
  });
  return (request, facts) =>
    currentRequestId.run(facts.requestId, async () => await yoga.handleRequest(request, facts));
}

function withoutIntrospection(): Plugin {
  return { onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule) };
}
