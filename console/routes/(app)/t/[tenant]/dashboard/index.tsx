import { page } from "fresh";
import { BudgetsCard } from "../../../../../components/dashboards/BudgetsCard.tsx";
import { FleetCard } from "../../../../../components/dashboards/FleetCard.tsx";
import { Notice } from "../../../../../components/Notice.tsx";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { readDashboard } from "../../../../../dashboards/read_dashboard.ts";
import { readView, viewHref } from "../../../../../dashboards/view_url.ts";
import { projectPath, sectionPath } from "../../../../../session/places.ts";
import { define } from "../../../../../state.ts";
import Dashboard from "./(_islands)/Dashboard.tsx";

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, tenant, place, dependencies } = ctx.state;
    const path = sectionPath("dashboard", place!)!;
    const { view, problems } = readView(ctx.url.searchParams);
    // What the form sends has empty fields and times without a zone: a view has one address.
    const canonical = viewHref(path, view);
    if (problems.length === 0 && canonical !== viewHrefOf(path, ctx.url.searchParams)) {
      return ctx.redirect(canonical, 303);
    }
    const nowMs = dependencies.clock.now();
    return page({ path, view, problems, nowMs, data: await readDashboard(client, view, { tenant, nowMs }) });
  },
});

export default define.page<typeof handlers>(({ data: { path, view, problems, nowMs, data }, state }) => {
  const { budgets, fleet, ...panels } = data;
  const { tenant, place } = state;
  return (
    <>
      <PageHeader title="Dashboard" intro="What went through the gateways, what it cost, and how long it took." />
      {problems.length > 0 && (
        <div class="mb-3">
          <Notice tone="warning">Part of the address is not right. {problems.join(" ")}</Notice>
        </div>
      )}
      <Dashboard
        {...panels}
        path={path}
        view={view}
        nowMs={nowMs}
        tenantId={tenant.id}
        tenantZone={tenant.timeZone}
        logPaths={Object.fromEntries(
          tenant.projects.map((project) => [project.id, `${projectPath(tenant, project)}/logs`]),
        )}
      >
        <BudgetsCard outcome={budgets} href={sectionPath("budgets", place!)!} />
        <FleetCard outcome={fleet} href={sectionPath("fleet", place!)!} />
      </Dashboard>
    </>
  );
});

function viewHrefOf(path: string, params: URLSearchParams): string {
  return params.size === 0 ? path : `${path}?${params}`;
}
