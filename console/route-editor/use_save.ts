import { type Signal, useSignal } from "@preact/signals";
import { toast } from "../browser/toasts.ts";
import { onDemand, OUTDATED } from "../forms/on_demand.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import { placeIssues } from "./placed_issues.ts";
import type { RouteContent, WrittenRoute } from "./route_document.ts";
import { type RouteDocument, writeDocument } from "./route_document.ts";
import type { RouteEditor } from "./route_editor.ts";
import type { Route } from "./route_list.ts";
import { routePath } from "./route_paths.ts";

/** Two changes of one route. */
export interface Conflict {
  base: WrittenRoute;
  baseVersion: number;
  theirs: RouteContent;
  theirVersion: number;
  /** When theirs was saved. */
  savedAt: string;
  mine: WrittenRoute;
}

export interface Saving {
  readonly pending: Signal<boolean>;
  /** Whether saving makes the route. */
  readonly isNew: Signal<boolean>;
  /** What stands against it and belongs to no field; null when nothing does. */
  readonly problem: Signal<string | null>;
  readonly conflict: Signal<Conflict | null>;
  save(): Promise<void>;
  takeTheirs(): void;
  saveMine(): Promise<void>;
}

interface UseSaveOptions {
  projectId: string;
  /** Null while the route is still to be made. */
  route: Route | null;
  routesPath: string;
  /** The draft is another one now. */
  onSaved(route: Route): void;
}

/** Saves what is edited: shown as saved at once, and taken back where it is refused. */
export function useSave(editor: RouteEditor, { projectId, route, routesPath, onSaved }: UseSaveOptions): Saving {
  const latest = useSignal<{ id: string; version: number } | null>(route);
  const pending = useSignal(false);
  const isNew = useSignal(route === null);
  const problem = useSignal<string | null>(null);
  const conflict = useSignal<Conflict | null>(null);
  const takeBack = (saved: RouteDocument) => {
    editor.saved.value = saved;
    pending.value = false;
  };
  const save = async () => {
    if (pending.peek() || (!editor.isChanged.peek() && !isNew.peek())) return;
    problem.value = null;
    if (editor.issues.peek().length > 0) return showFirstIssue(editor);
    const before = editor.saved.peek();
    const document = editor.document.peek();
    pending.value = true;
    editor.saved.value = document;
    editor.seal();
    const outcome = await send(latest.peek(), { projectId, content: writeDocument(document) });
    if (outcome.kind === "stale") {
      takeBack(before);
      conflict.value = conflictOf(outcome.route, { before, document, baseVersion: latest.peek()!.version });
      return;
    }
    if (outcome.kind === "failed") {
      takeBack(before);
      editor.issues.value = placeIssues(document.tree, outcome.issues);
      problem.value = outcome.message;
      return showFirstIssue(editor);
    }
    pending.value = false;
    latest.value = outcome.route;
    if (isNew.peek()) history.replaceState(null, "", routePath(routesPath, outcome.route.id) + location.search);
    isNew.value = false;
    toast(`“${outcome.route.name}” is saved in the draft.`, "success");
    onSaved(outcome.route);
  };
  const settle = () => {
    const settled = conflict.peek();
    conflict.value = null;
    if (settled !== null) latest.value = { id: latest.peek()!.id, version: settled.theirVersion };
    return settled;
  };
  const takeTheirs = () => {
    const settled = settle();
    if (settled !== null) editor.replace(settled.theirs);
  };
  const saveMine = async () => {
    settle();
    await save();
  };
  return { pending, isNew, problem, conflict, save, takeTheirs, saveMine };
}

function conflictOf(
  theirs: Route,
  { before, document, baseVersion }: { before: RouteDocument; document: RouteDocument; baseVersion: number },
): Conflict {
  return {
    base: writeDocument(before),
    baseVersion,
    theirs,
    theirVersion: theirs.version,
    savedAt: theirs.updatedAt,
    mine: writeDocument(document),
  };
}

async function send(
  route: { id: string; version: number } | null,
  { projectId, content }: { projectId: string; content: WrittenRoute },
) {
  const module = await onDemand(() => import("./save_route.ts"));
  if (module === null) return { kind: "failed" as const, message: OUTDATED.message!, issues: [] };
  const { client } = browserDependencies();
  return route === null
    ? await module.createRoute(client, { projectId, content })
    : await module.updateRoute(client, route, content);
}

function showFirstIssue(editor: RouteEditor): void {
  const [first] = editor.issues.peek();
  if (first === undefined) return;
  if (first.node !== null) editor.select(first.node);
  editor.announce(first.message);
  requestAnimationFrame(() => document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}
