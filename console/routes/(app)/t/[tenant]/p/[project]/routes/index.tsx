import { HttpError, page } from "fresh";
import { isConfirmed } from "../../../../../../../components/ConfirmByName.tsx";
import { Notice } from "../../../../../../../components/Notice.tsx";
import { PageHeader } from "../../../../../../../components/PageHeader.tsx";
import { sentence } from "../../../../../../../forms/form_errors.ts";
import { httpErrorOf } from "../../../../../../../http/http_error_of.ts";
import { readForm } from "../../../../../../../http/read_form.ts";
import { publish, type PublishingState } from "../../../../../../../publishing/publishing_state.ts";
import { readRoutes } from "../../../../../../../route-editor/read_routes.ts";
import type { RouteList } from "../../../../../../../route-editor/route_list.ts";
import { routesPath } from "../../../../../../../route-editor/route_paths.ts";
import { archiveRoute, restoreRoute } from "../../../../../../../route-editor/save_route.ts";
import { mayPublish } from "../../../../../../../session/roles.ts";
import { define, type State } from "../../../../../../../state.ts";
import Routes from "./(_islands)/Routes.tsx";

interface RoutesData {
  list: RouteList;
  publishing: PublishingState;
  includeArchived: boolean;
  /** Why what a form asked for was not done. */
  problem: string | null;
}

export const handlers = define.handlers({
  async GET(ctx) {
    return page<RoutesData>({ ...await pageOf(ctx.state, ctx.url), problem: null });
  },

  /** What the page's forms post where there is no script. */
  async POST(ctx) {
    const problem = await change(ctx.state, await readForm(ctx.req));
    if (problem === null) return ctx.redirect(routesPath(ctx.state.place!), 303);
    return page<RoutesData>({ ...await pageOf(ctx.state, ctx.url), problem: sentence(problem) }, { status: 422 });
  },
});

export default define.page<typeof handlers>(({ data: { problem, ...data }, state }) => (
  <>
    <PageHeader
      title="Routes"
      intro={`What applications of ${state.project.name} ask for as their model, and where that leads.`}
    />
    {problem && (
      <div class="mb-4">
        <Notice tone="error">{problem}</Notice>
      </div>
    )}
    <Routes
      {...data}
      slug={state.tenant.slug}
      projectId={state.project.id}
      path={routesPath(state.place!)}
      canWrite={mayPublish(state.tenant.role)}
    />
  </>
));

async function pageOf({ client, tenant, project, dependencies }: State, { searchParams }: URL) {
  const includeArchived = searchParams.has("archived");
  const outcome = await readRoutes(client, {
    tenantId: tenant.id,
    projectId: project.id,
    after: searchParams.get("after"),
    includeArchived,
    nowMs: dependencies.clock.now(),
  });
  if (outcome.kind === "failed") throw httpErrorOf(outcome);
  return { list: outcome.list, publishing: outcome.publishing, includeArchived };
}

/** Null when it is done, else why not. */
async function change({ client, tenant }: State, form: URLSearchParams): Promise<string | null> {
  const edited = { id: form.get("id") ?? "", version: Number(form.get("version")) || 0 };
  switch (form.get("action")) {
    case "archive": {
      if (!isConfirmed(form.get("confirmation"), form.get("name") ?? "")) {
        return "What you typed is not the route's name: it is not archived.";
      }
      const outcome = await archiveRoute(client, edited);
      return outcome.kind === "saved" ? null : outcome.message;
    }
    case "restore": {
      const outcome = await restoreRoute(client, edited);
      return outcome.kind === "saved" ? null : outcome.message;
    }
    case "publish": {
      const outcome = await publish(client, tenant.id, Number(form.get("baseRevision")) || 0);
      return outcome.kind === "published" ? null : outcome.message;
    }
  }
  throw new HttpError(400, "This form is not one of ours.");
}
