import { blockFieldSuggestionsPlugin } from "@escape.tech/graphql-armor-block-field-suggestions";
import { maxAliasesPlugin } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthPlugin } from "@escape.tech/graphql-armor-max-depth";
import { maxTokensPlugin } from "@escape.tech/graphql-armor-max-tokens";
import { NoSchemaIntrospectionCustomRule } from "graphql";
import { createYoga, type Plugin, type YogaServerOptions } from "graphql-yoga";
import type { Actor } from "../authorization/actor.ts";
import { errorAnswer } from "../http/error_answer.ts";
import { Slots } from "../http/slots.ts";
import { boundDocuments } from "./bound_documents.ts";
import { callContext, type CallContextOptions, type RequestFacts } from "./call_context.ts";
import { callerOf, CallLimiter, type CallLimits, REQUEST_COST } from "./call_limiter.ts";
import type { ControlPlaneMetrics } from "../observability/control_plane_metrics.ts";
import type { GraphqlContext } from "./context.ts";
import { countOperations } from "./count_operations.ts";
import { codeDocumentErrors } from "./document_errors.ts";
import { GRAPHQL_LIMITS } from "./graphql_limits.ts";
import { type KnownDocuments, takeKnownDocuments } from "./known_documents.ts";
import { limitCosts } from "./limit_costs.ts";
import { limitSubscriptions } from "./limit_subscriptions.ts";
import { currentRequestId, maskErrors } from "./mask_error.ts";
import { nameRequests } from "./name_requests.ts";
import { schema } from "./schema.ts";

export const GRAPHQL_PATH = "/graphql";
/** Where clients of the graphql-sse protocol (its mode of distinct connections) subscribe: see decision record 0008. */
export const GRAPHQL_STREAM_PATH = "/graphql/stream";

export interface GraphqlServerOptions extends CallContextOptions {
  /** Serves GraphiQL to browsers, with its scripts in the page. For development. */
  graphiql: boolean;
  /** Whether the schema may be asked for. */
  introspection: boolean;
  /** The documents that requests with cookies are bound to; null: they may send any. */
  knownDocuments: KnownDocuments | null;
  callLimits: CallLimits;
  metrics: ControlPlaneMetrics;
  /** Subscriptions at a time, in this process. */
  subscriptions: { eachMax: number; allMax: number };
}

/** Answers GraphQL requests over HTTP, subscriptions as server-sent events. */
export function createGraphqlServer(
  options: GraphqlServerOptions,
): (request: Request, facts: RequestFacts) => Promise<Response> {
  const { dependencies, authenticate, callLimits: limits } = options;
  const limiter = new CallLimiter(dependencies.transport.callBudgets, { clock: dependencies.clock, limits });
  const yoga = createYoga<ServerContext, GraphqlContext>({
    schema,
    // One server for both: what Yoga streams is that protocol already.
    graphqlEndpoint: `${GRAPHQL_PATH}{/stream}?`,
    context: ({ request, requestId, clientAddress, actor }) =>
      callContext(request, { requestId, clientAddress }, { ...options, authenticate: () => actor }).then((context) => ({
        ...context,
        authenticateAgain: () => authenticate(request.headers),
      })),
    maskedErrors: { maskError: maskErrors(dependencies.logger) },
    graphiql: options.graphiql && { title: "Perpetuo" },
    renderGraphiQL,
    landingPage: false,
    logging: false,
    cors: false,
    batching: false,
    multipart: false,
    extraParamNames: ["documentId"],
    parserAndValidationCache: boundedCache(),
    plugins: [
      nameRequests(),
      codeDocumentErrors(),
      ...options.knownDocuments === null ? [] : [takeKnownDocuments(options.knownDocuments)],
      boundDocuments(),
      maxTokensPlugin({ n: GRAPHQL_LIMITS.tokens }),
      maxDepthPlugin({ n: GRAPHQL_LIMITS.depth, flattenFragments: true }),
      maxAliasesPlugin({ n: GRAPHQL_LIMITS.aliases }),
      ...options.introspection ? [] : [withoutIntrospection(), blockFieldSuggestionsPlugin()],
      limitCosts(limiter),
      countOperations(options.metrics, dependencies.clock),
      limitSubscriptions(new Slots(options.subscriptions)),
    ],
  });
  return async (request, facts) => {
    const actor = authenticate(request.headers);
    // Before anything is read: what cannot be parsed costs its sender too. A fault of this is told as GraphQL tells faults.
    const known = await actor.catch(() => null);
    if (known !== null) {
      const refused = await limiter.take(callerOf(known, facts.clientAddress), REQUEST_COST);
      if (refused !== null) return errorAnswer(refused);
    }
    return await currentRequestId.run(
      facts.requestId,
      async () => await yoga.handleRequest(request, { ...facts, actor }),
    );
  };
}

interface ServerContext extends RequestFacts {
  actor: Promise<Actor>;
}

function withoutIntrospection(): Plugin {
  return { onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule) };
}

/** Its scripts are in the page, and so large that they are loaded only where somebody looks at it. */
const renderGraphiQL: YogaServerOptions<object, object>["renderGraphiQL"] = async (options) =>
  (await import("@graphql-yoga/render-graphiql")).renderGraphiQL(options);

/** Yoga's own would keep a thousand documents of any length, and those that cannot be parsed. */
function boundedCache() {
  const documents = new Map<string, never>();
  return {
    documentCache: {
      get(text: string) {
        const document = documents.get(text);
        if (document === undefined) return undefined;
        // The last used comes last.
        documents.delete(text);
        documents.set(text, document);
        return document;
      },
      set(text: string, document: unknown) {
        if (documents.size >= GRAPHQL_LIMITS.cachedDocuments) documents.delete(documents.keys().next().value!);
        documents.set(text, document as never);
      },
    },
    errorCache: { get: () => undefined, set: () => {} },
  };
}
