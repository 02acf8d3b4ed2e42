import { onDemand } from "../forms/on_demand.ts";
import type { DraftTree } from "./draft_tree.ts";
import type { TextProblem } from "./json_text.ts";
import { reconcileTree } from "./reconcile_tree.ts";
import type { RouteEditor } from "./route_editor.ts";

/** Reads a tree's JSON with what is loaded for it only now; `tree` is undefined where there are problems. */
export async function readTreeLater(
  text: string,
  editor: RouteEditor,
): Promise<{ tree: DraftTree | undefined; problems: readonly TextProblem[] } | null> {
  const module = await onDemand(() => import("./json_text.ts"));
  if (module === null) return null;
  const read = module.readTreeText(text);
  if (read.kind === "problems") return { tree: undefined, problems: read.problems };
  return { tree: reconcileTree(editor.document.peek().tree, read.tree, editor.newId), problems: [] };
}
