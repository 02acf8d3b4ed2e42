import { HttpError, page } from "fresh";
import { Notice } from "../../../../../../../components/Notice.tsx";
import { PageHeader } from "../../../../../../../components/PageHeader.tsx";
import { RouteForm } from "../../../../../../../components/routes/RouteForm.tsx";
import { httpErrorOf } from "../../../../../../../http/http_error_of.ts";
import { readForm } from "../../../../../../../http/read_form.ts";
import { publish } from "../../../../../../../publishing/publishing_state.ts";
import { nodeUuid } from "../../../../../../../route-editor/node_uuid.ts";
import { readNewRoute, readRoute, type RoutePage } from "../../../../../../../route-editor/read_route.ts";
import { NEW_ROUTE, type RouteContent } from "../../../../../../../route-editor/route_document.ts";
import { readRouteForm, type RouteFormValues, writeRouteForm } from "../../../../../../../route-editor/route_form.ts";
import { copyName, nameOf } from "../../../../../../../route-editor/route_list.ts";
import { NEW_PARAM, routeIdOf, routePath, routesPath } from "../../../../../../../route-editor/route_paths.ts";
import { createRoute, updateRoute } from "../../../../../../../route-editor/save_route.ts";
import { readAddress } from "../../../../../../../route-editor/use_address.ts";
import { sentence } from "../../../../../../../forms/form_errors.ts";
import { tenantPath } from "../../../../../../../session/places.ts";
import { mayPublish } from "../../../../../../../session/roles.ts";
import { define, type State } from "../../../../../../../state.ts";
import EditRoute from "./(_islands)/EditRoute.tsx";

interface RouteData {
  page: RoutePage;
  content: RouteContent;
  /** What the form without a script holds. */
  values: RouteFormValues;
  /** Why what a form asked for was not done. */
  problem: string | null;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const { content, ...read } = await pageOf(ctx.state, ctx.params["route"]!, ctx.url.searchParams.get("from"));
    ctx.state.detail = detailOf(read.page);
    return page<RouteData>({ page: read.page, content, values: writeRouteForm(content), problem: null });
  },

  /** What the form posts where there is no script. */
  async POST(ctx) {
    const { state } = ctx;
    const form = await readForm(ctx.req);
    const param = ctx.params["route"]!;
    const path = routesPath(state.place!);
    if (form.get("action") === "publish") {
      const outcome = await publish(state.client, state.tenant.id, Number(form.get("baseRevision")) || 0);
      if (outcome.kind === "published") return ctx.redirect(`${path}/${param}`, 303);
      return await refused(state, param, { problem: sentence(outcome.message), form });
    }
    if (form.get("action") !== "save") throw new HttpError(400, "This form is not one of ours.");
    const read = readRouteForm(form);
    if (read.kind === "problem") return await refused(state, param, { problem: read.message, form });
    const edited = { id: routeIdOf(param), version: Number(form.get("version")) || 0 };
    const outcome = param === NEW_PARAM
      ? await createRoute(state.client, { projectId: state.project.id, content: read.content })
      : await updateRoute(state.client, edited, read.content);
    if (outcome.kind === "saved") return ctx.redirect(routePath(path, outcome.route.id), 303);
    const issues = outcome.kind === "failed" ? outcome.issues : [];
    const words = [outcome.message, ...issues.map(({ path, message }) => `${path.join(" ")}: ${message}`)];
    return await refused(state, param, { problem: words.map(sentence).join(" "), form });
  },
});

export default define.page<typeof handlers>(({ data: { page, content, values, problem }, state, url }) => {
  const { route, published, choices, publishing } = page;
  const canWrite = mayPublish(state.tenant.role) && (route === null || route.archivedAt === null);
  return (
    <>
      <PageHeader title={route === null ? "New route" : `Route ${nameOf(route)}`} />
      {problem && (
        <div class="mb-4">
          <Notice tone="error">{problem}</Notice>
        </div>
      )}
      {route !== null && route.archivedAt !== null && (
        <div class="mb-4">
          <Notice tone="warning">This route is archived. Restore it on the page of routes to change it.</Notice>
        </div>
      )}
      <EditRoute
        slug={state.tenant.slug}
        projectId={state.project.id}
        routesPath={routesPath(state.place!)}
        publishPath={`${tenantPath(state.tenant)}/publish`}
        route={route}
        content={content}
        published={published}
        choices={choices}
        publishing={publishing}
        address={readAddress(url.searchParams)}
        salt={route === null ? "" : nodeUuid(route.id) ?? ""}
        canWrite={canWrite}
      />
      {canWrite && (
        <noscript>
          <RouteForm values={values} version={route?.version ?? 0} />
        </noscript>
      )}
    </>
  );
});

async function pageOf(
  { client, project }: State,
  param: string,
  from: string | null,
): Promise<{ page: RoutePage; content: RouteContent }> {
  const projectId = project.id;
  if (param !== NEW_PARAM) {
    const read = await readRoute(client, { routeId: routeIdOf(param), projectId });
    if (read.kind === "failed") throw httpErrorOf(read);
    return { page: read, content: contentOf(read) };
  }
  const read = await readNewRoute(client, { projectId });
  if (read.kind === "failed") throw httpErrorOf(read);
  const copied = from === null ? undefined : read.others.find(({ id }) => id === routeIdOf(from));
  const content = copied === undefined
    ? NEW_ROUTE
    : { ...NEW_ROUTE, name: copyName(copied.name, read.others), tree: copied.tree };
  return { page: read, content };
}

function contentOf({ route }: RoutePage): RouteContent {
  return route === null
    ? NEW_ROUTE
    : { name: nameOf(route), aliases: route.aliases, cache: route.cache, tree: route.tree };
}

/** The last of the breadcrumbs. */
function detailOf({ route }: RoutePage): string {
  return route === null ? "New route" : nameOf(route);
}

/** With what was typed, and why it was not saved. */
async function refused(state: State, param: string, { problem, form }: { problem: string; form: URLSearchParams }) {
  const { page: read, content } = await pageOf(state, param, null);
  state.detail = detailOf(read);
  const values = form.get("action") === "save"
    ? Object.fromEntries(form) as unknown as RouteFormValues
    : writeRouteForm(content);
  return page<RouteData>({ page: read, content, values, problem }, { status: 422 });
}
