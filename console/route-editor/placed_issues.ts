import { sentence } from "../forms/form_errors.ts";
import type { FailureIssue } from "../graphql/failure.ts";
import type { DraftTree } from "./draft_tree.ts";
import { locatePath } from "./tree_places.ts";

/** What is wrong, and where it is shown. */
export interface PlacedIssue {
  /** The node's id; null: the route itself. */
  node: string | null;
  /** The field within it: `["timeouts", "connectMs"]`, `["weight"]`; of the route `["name"]`, `["tree"]`. */
  field: readonly string[];
  /** A sentence. */
  message: string;
}

/** Issues of a route by their paths, each at the node that it is about. */
export function placeIssues(tree: DraftTree, issues: readonly FailureIssue[]): PlacedIssue[] {
  return issues.map(({ path, message }) => {
    if (path[0] !== "tree" || tree === null) return { node: null, field: path, message: sentence(message) };
    const { id, field } = locatePath(tree, path.slice(1));
    return { node: id, field, message: sentence(message) };
  });
}

/** What is wrong with one field of a node, or with what is in it; null when nothing is. */
export function issueAt(
  issues: readonly PlacedIssue[],
  node: string | null,
  field: readonly string[],
): string | null {
  const found = issues.find((issue) =>
    issue.node === node && field.every((part, index) => issue.field[index] === part)
  );
  return found?.message ?? null;
}
