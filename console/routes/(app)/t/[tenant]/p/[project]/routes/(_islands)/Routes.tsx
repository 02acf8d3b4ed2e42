import { Button } from "../../../../../../../../components/Button.tsx";
import { Card } from "../../../../../../../../components/Card.tsx";
import { EmptyState } from "../../../../../../../../components/EmptyState.tsx";
import { RouteTable } from "../../../../../../../../components/routes/RouteTable.tsx";
import { PublishBar } from "../../../../../../../../publishing/PublishBar.tsx";
import type { PublishingState } from "../../../../../../../../publishing/publishing_state.ts";
import { usePublishing } from "../../../../../../../../publishing/use_publishing.ts";
import type { RouteList } from "../../../../../../../../route-editor/route_list.ts";
import { NEW_PARAM } from "../../../../../../../../route-editor/route_paths.ts";
import { useRoutes } from "../../../../../../../../route-editor/use_routes.ts";

interface RoutesProps {
  slug: string;
  projectId: string;
  /** Of the page itself. */
  path: string;
  list: RouteList;
  includeArchived: boolean;
  publishing: PublishingState;
  canWrite: boolean;
}

/** A project's routes, and what to do with them. */
export default function Routes({ slug, projectId, path, includeArchived, canWrite, ...props }: RoutesProps) {
  const publishing = usePublishing(slug, props.publishing);
  const { tenantId } = props.publishing;
  const state = useRoutes({ tenantId, projectId, includeArchived, initial: props.list, publishing });
  const { next, rows } = state.list.value;
  return (
    <div class="flex flex-col gap-4">
      <PublishBar
        publishing={publishing.state.value}
        canPublish={canWrite}
        pending={publishing.pending.value}
        onPublish={publishing.publish}
      />
      <Card
        title="Routes"
        actions={
          <>
            <Button href={includeArchived ? path : `${path}?archived=1`} tone="quiet">
              {includeArchived ? "Hide archived" : "Show archived"}
            </Button>
            {canWrite && <Button href={`${path}/${NEW_PARAM}`} tone="primary">New route</Button>}
          </>
        }
        flush
      >
        {rows.length === 0
          ? (
            <EmptyState
              title="No routes yet"
              action={canWrite && <Button href={`${path}/${NEW_PARAM}`} tone="primary">Make the first route</Button>}
            >
              A route is a name that applications ask for as their model. It decides which provider answers, and what
              happens when that one fails.
            </EmptyState>
          )
          : (
            <RouteTable
              list={state.list.value}
              path={path}
              canWrite={canWrite}
              onArchive={state.archive}
              onRestore={state.restore}
            />
          )}
        {next !== null && (
          <div class="flex justify-center border-t border-base-300 p-2">
            <Button
              href={`${path}?after=${encodeURIComponent(next)}${includeArchived ? "&archived=1" : ""}`}
              size="small"
              tone="quiet"
              onClick={state.more}
            >
              {state.loading.value ? "Loading …" : "Show more routes"}
            </Button>
          </div>
        )}
      </Card>
    </div>
  );
}
