import { type Signal, useSignal } from "@preact/signals";
import { browserClock } from "../browser/dependencies.ts";
import { toast } from "../browser/toasts.ts";
import { onDemand, OUTDATED } from "../forms/on_demand.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import type { Publishing } from "../publishing/use_publishing.ts";
import { nameOf, type RouteList, type RouteRow, withPage, withRoute } from "./route_list.ts";

export interface RoutesState {
  readonly list: Signal<RouteList>;
  /** Whether the next page is on its way. */
  readonly loading: Signal<boolean>;
  more(event: Event): Promise<void>;
  /** Shown as done at once, and as it was where it is refused. */
  archive(row: RouteRow): Promise<void>;
  restore(row: RouteRow, event: SubmitEvent): Promise<void>;
}

interface UseRoutesOptions {
  tenantId: string;
  projectId: string;
  includeArchived: boolean;
  initial: RouteList;
  publishing: Publishing;
}

/** An island's list of routes, begun with what the server rendered. */
export function useRoutes({ initial, publishing, ...request }: UseRoutesOptions): RoutesState {
  const list = useSignal(initial);
  const loading = useSignal(false);
  const more = async (event: Event) => {
    event.preventDefault();
    if (loading.value) return;
    loading.value = true;
    const options = { ...request, after: list.value.next, nowMs: browserClock.now() };
    const module = await onDemand(() => import("./read_routes.ts"));
    const page = await module?.readRoutes(browserDependencies().client, options) ?? null;
    loading.value = false;
    if (page?.kind !== "routes") toast(page?.message ?? OUTDATED.message!, "error");
    else list.value = withPage(list.value, page.list);
  };
  const change = async (row: RouteRow, action: "archive" | "restore") => {
    const before = row;
    const archivedAt = action === "archive" ? new Date(browserClock.now()).toISOString() : null;
    list.value = withRoute(list.value, { ...row, archivedAt, state: action === "archive" ? "leaving" : "changed" });
    const module = await onDemand(() => import("./save_route.ts"));
    const { client } = browserDependencies();
    const outcome = module === null
      ? null
      : await (action === "archive" ? module.archiveRoute(client, row) : module.restoreRoute(client, withoutName(row)));
    if (outcome?.kind !== "saved") {
      list.value = withRoute(list.value, before);
      return toast(outcome?.message ?? OUTDATED.message!, "error");
    }
    const isPublished = before.state !== "new" && before.state !== "archived";
    const state = action === "archive" ? (isPublished ? "leaving" : "archived") : (isPublished ? "changed" : "new");
    const changed: RouteRow = { ...outcome.route, state };
    list.value = withRoute(list.value, changed);
    if (action === "restore") toast(`“${nameOf(row)}” is restored.`, "success");
    else toast(`“${nameOf(row)}” is archived.`, "success", { undo: () => change(changed, "restore") });
    await publishing.refresh();
  };
  const archive = (row: RouteRow) => change(row, "archive");
  const restore = async (row: RouteRow, event: SubmitEvent) => {
    event.preventDefault();
    await change(row, "restore");
  };
  return { list, loading, more, archive, restore };
}

function withoutName({ id, version }: RouteRow): { id: string; version: number } {
  return { id, version };
}
