import { z } from "zod";
import { revisionRoute } from "../../shared/contracts/config_revision.ts";
import { routeTree } from "../../shared/contracts/route_tree.ts";
import { sentence } from "../forms/form_errors.ts";
import type { FailureIssue } from "../graphql/failure.ts";
import type { DraftTree } from "./draft_tree.ts";
import { nodesBelow } from "./tree_places.ts";
import { type PlacedIssue, placeIssues } from "./placed_issues.ts";
import { type RouteDocument, writeDocument } from "./route_document.ts";

/** What the contract and what is known of the tenant hold against a document; nothing: it can be saved. */
export function checkDocument(
  document: RouteDocument,
  { providers }: { providers: readonly string[] | null },
): PlacedIssue[] {
  const written = writeDocument(document);
  const parsed = routeContract.safeParse({ ...written, cache: written.cache ?? undefined });
  const issues = parsed.success ? [] : issuesOf(parsed.error);
  return [
    ...placeIssues(document.tree, [...issues, ...repeatedAliases(written)]),
    ...unknownProviders(document.tree, providers),
  ];
}

/** What the contract holds against a route's tree in JSON, by paths into it. */
export function checkTree(tree: unknown): FailureIssue[] {
  const parsed = routeTree.safeParse(tree);
  return parsed.success ? [] : issuesOf(parsed.error);
}

const routeContract = revisionRoute.pick({ name: true, aliases: true, cache: true, tree: true });

function issuesOf(error: z.ZodError): FailureIssue[] {
  return error.issues.flatMap((issue) => toIssues(issue, []));
}

function toIssues(issue: z.core.$ZodIssue, root: readonly string[]): FailureIssue[] {
  const path = [...root, ...issue.path.map(String)];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...path, key], message: `“${key}” does not belong here.` }));
  }
  if (issue.code !== "invalid_union") return [{ path, message: plainMessage(issue, path) }];
  // A union's own message says nothing: the branch that went furthest is what was meant.
  const branches = issue.errors.filter((branch) => branch.length > 0)
    .map((branch) => branch.flatMap((one) => toIssues(one, path)));
  const depth = (branch: FailureIssue[]) => Math.max(...branch.map((one) => one.path.length));
  const furthest = branches.sort((a, b) => depth(b) - depth(a))[0];
  return furthest !== undefined && depth(furthest) > path.length
    ? furthest
    : [{ path, message: plainMessage(issue, path) }];
}

function plainMessage(issue: z.core.$ZodIssue, path: readonly string[]): string {
  const field = path.at(-1);
  if (field === "tree" || path.length === 0) return "A route needs a node to begin with.";
  if (field === "then" || field === "else") return `Its branch “${field}” is empty.`;
  if (field === "children" && issue.code === "too_small") return "It needs a node at least.";
  if (field === "children" && issue.code === "too_big") return "It holds 16 nodes at most.";
  if (field === "provider") return "Give the name of a provider.";
  if (field === "model" && issue.code === "too_small") return "Give the name of a model.";
  return sentence(issue.message);
}

function repeatedAliases({ name, aliases }: { name: string; aliases: readonly string[] }): FailureIssue[] {
  return aliases.flatMap((alias, index) => {
    const path = ["aliases", String(index)];
    if (alias === name) return [{ path, message: "An alias is the route's own name." }];
    return aliases.indexOf(alias) === index ? [] : [{ path, message: `“${alias}” is in the list twice.` }];
  });
}

/** Null: it is not known which there are. */
function unknownProviders(tree: DraftTree, providers: readonly string[] | null): PlacedIssue[] {
  if (tree === null || providers === null) return [];
  return nodesBelow(tree).flatMap(({ id, value }) => {
    if (value.type !== "target" || value.provider === "" || providers.includes(value.provider)) return [];
    return [{ node: id, field: ["provider"], message: `The team has no provider “${value.provider}”.` }];
  });
}
