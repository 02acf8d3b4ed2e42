import { Button } from "../../../../../../../../components/Button.tsx";
import { EmptyState } from "../../../../../../../../components/EmptyState.tsx";
import { RouteTable } from "../../../../../../../../components/routes/RouteTable.tsx";
import { DraftList } from "../../../../../../../../publishing/DraftList.tsx";
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
  const { rows } = state.list.value;
  return (
    <div class="flex flex-col gap-4">
      <DraftList
        title="Routes"
        what="routes"
        {...{ path, includeArchived, publishing, canPublish: canWrite }}
        listed={state}
        create={canWrite && <Button href={`${path}/${NEW_PARAM}`} tone="primary">New route</Button>}
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
      </DraftList>
    </div>
  );
}
