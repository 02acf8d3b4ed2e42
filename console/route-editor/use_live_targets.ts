import { useEffect } from "preact/hooks";
import { browserClock } from "../browser/dependencies.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import { routeTrafficQuery } from "../graphql/documents/routes.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { documentVisibility } from "../graphql/tab_visibility.ts";
import { liveTargets } from "./live_targets.ts";
import type { RouteEditor } from "./route_editor.ts";
import type { TreeView } from "./tree_view.ts";

interface UseLiveTargetsOptions {
  view: TreeView;
  tenantId: string;
  projectId: string;
}

/** Keeps a tree supplied with the health and the traffic of its nodes, every 15 seconds while the tab is seen. */
export function useLiveTargets(editor: RouteEditor, { view, tenantId, projectId }: UseLiveTargetsOptions): void {
  useEffect(() => {
    const stop = new AbortController();
    const visibility = documentVisibility(document);
    const ask = async () => {
      if (!visibility.visible || view.isDragging) return;
      const { name, tree } = editor.saved.peek();
      const from = new Date(browserClock.now() - WINDOW_MS).toISOString();
      const variables = { tenantId, projectId, filter: { routeName: name, from } };
      const { client } = browserDependencies();
      const result = await client.query(routeTrafficQuery, variables, { requestPolicy: "network-only" }).toPromise();
      const outcome = queryOutcome(result);
      // What cannot be known is not shown; the rest of the page does not need it.
      if (outcome.kind === "data" && !stop.signal.aborted && !view.isDragging) {
        view.live.value = liveTargets(outcome.data, tree);
      }
    };
    const keepAsking = async () => {
      for (;;) {
        await ask();
        await browserClock.delay(EVERY_MS, stop.signal);
      }
    };
    keepAsking().catch(() => {});
    const unsubscribe = visibility.onChange(() => ask());
    return () => {
      stop.abort();
      unsubscribe();
    };
  }, []);
}

const EVERY_MS = 15_000;
const WINDOW_MS = 3_600_000;
