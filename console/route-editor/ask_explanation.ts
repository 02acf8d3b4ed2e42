import type { Client } from "@urql/core";
import { explainRouteQuery } from "../graphql/documents/routes_explain.ts";
import type { Failure } from "../graphql/failure.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { readBody, readLines } from "./explained_request.ts";
import type { TypedRequest } from "./typed_request.ts";

export type Verdict = ResultOf<typeof explainRouteQuery>["explainRoute"];

/** Asks the control plane what a typed request would come to by the saved draft. `apiKeyId` is the key's global id. */
export async function askExplanation(
  client: Client,
  { tenantId, projectId, apiKeyId }: { tenantId: string; projectId: string; apiKeyId: string | null },
  typed: TypedRequest,
): Promise<{ kind: "verdict"; verdict: Verdict } | Failure> {
  const metadata = Object.fromEntries(readLines(typed.metadata, "="));
  const pairs = (text: string, between: string) => readLines(text, between).map(([name, value]) => ({ name, value }));
  const request = {
    model: typed.model.trim() || null,
    stream: typed.stream || null,
    estimatedTokens: typed.estimatedTokens.trim() === "" ? null : Number(typed.estimatedTokens),
    endUser: typed.endUser.trim() || null,
    metadata: Object.keys(metadata).length === 0 ? null : metadata,
    headers: pairs(typed.headers, ":"),
    tags: pairs(typed.tags, "="),
    body: readBody(typed.body) ?? null,
  };
  const input = { tenantId, projectId, apiKeyId, request };
  const result = await client.query(explainRouteQuery, { input }, { requestPolicy: "network-only" }).toPromise();
  const outcome = queryOutcome(result);
  return outcome.kind === "failed" ? outcome : { kind: "verdict", verdict: outcome.data.explainRoute };
}
