import type { Client } from "@urql/core";
import { playgroundQuery } from "../graphql/documents/playground.ts";
import { type QueryOutcome, queryOutcome } from "../graphql/outcome.ts";

/** What a project's requests may ask for by name: its routes and aliases, then the targets in their trees. */
export async function readModels(
  client: Client,
  place: { slug: string; projectId: string },
): Promise<QueryOutcome<readonly string[]>> {
  const outcome = queryOutcome(await client.query(playgroundQuery, place).toPromise());
  if (outcome.kind === "failed") return outcome;
  const { node } = outcome.data;
  if (node?.__typename !== "Project") return { kind: "data", data: [] };
  const routes = node.routes.edges.map((edge) => edge.node);
  const named = routes.flatMap(({ name, aliases }) => [name, ...aliases]);
  const targets = node.allowDirectModels ? routes.flatMap(({ tree }) => targetsOf(tree)) : [];
  return { kind: "data", data: [...new Set([...named, ...targets])] };
}

/** The targets anywhere in a tree, as requests address them. */
export function targetsOf(tree: unknown): string[] {
  if (Array.isArray(tree)) return tree.flatMap(targetsOf);
  if (typeof tree !== "object" || tree === null) return [];
  const { type, provider, model } = tree as Record<string, unknown>;
  if (type === "target") return [`${provider}/${model}`];
  return Object.values(tree).flatMap(targetsOf);
}
