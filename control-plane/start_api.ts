import type { Actor } from "./authorization/actor.ts";
import type { ControlPlaneConfig } from "./config.ts";
import type { Dependencies } from "./dependencies.ts";
import { createExportRoutes } from "./exports/export_routes.ts";
import { EXPORTS } from "./exports/exports.ts";
import { callContext, type RequestFacts } from "./graphql/call_context.ts";
import { ConsoleDocuments } from "./graphql/console_documents.ts";
import { createGraphqlServer } from "./graphql/graphql_server.ts";
import type { ControlPlaneMetrics } from "./observability/control_plane_metrics.ts";
import { answerPlayground } from "./playground/answer_playground.ts";

/** What the console of this build sends, by id. */
const MANIFEST = new URL("../console/graphql/persisted_documents.json", import.meta.url);

export interface ApiOptions {
  dependencies: Dependencies;
  authenticate(headers: Headers): Promise<Actor>;
  metrics: ControlPlaneMetrics;
  /** Aborts when the process shuts down. */
  draining: AbortSignal;
}

/** Makes what answers GraphQL, exports and the playground; throws when the console's documents are wanted and cannot be read. */
export async function startApi(config: ControlPlaneConfig, options: ApiOptions): Promise<{
  graphql(request: Request, facts: RequestFacts): Promise<Response>;
  exports(request: Request, facts: RequestFacts): Promise<Response>;
  playground(request: Request, facts: RequestFacts): Promise<Response>;
}> {
  const answerExport = createExportRoutes(EXPORTS);
  const knownDocuments = config.persistedDocumentsOnly === "console"
    ? await ConsoleDocuments.open(options.dependencies, await Deno.readTextFile(MANIFEST))
    : null;
  return {
    graphql: createGraphqlServer({
      ...options,
      graphiql: config.graphiql,
      introspection: config.introspection,
      knownDocuments,
      callLimits: config.callLimits,
      subscriptions: config.subscriptions,
    }),
    exports: async (request, facts) => await answerExport(request, await callContext(request, facts, options)),
    playground: async (request, facts) => await answerPlayground(request, await callContext(request, facts, options)),
  };
}
