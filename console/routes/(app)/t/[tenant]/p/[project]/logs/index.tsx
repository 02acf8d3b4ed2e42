import { page } from "fresh";
import { LogsPage } from "../../../../../../../components/logs/LogsPage.tsx";
import { httpErrorOf } from "../../../../../../../http/http_error_of.ts";
import { openLogs } from "../../../../../../../logs/open_logs.ts";
import { sectionPath, tenantPath } from "../../../../../../../session/places.ts";
import { define } from "../../../../../../../state.ts";

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, project, tenant, place, dependencies } = ctx.state;
    const outcome = await openLogs(client, {
      url: ctx.url,
      path: sectionPath("logs", place!)!,
      scope: { projectId: project.id },
      tenantId: tenant.id,
      nowMs: dependencies.clock.now(),
    });
    if (outcome.kind === "redirect") return ctx.redirect(outcome.href, 303);
    if (outcome.kind === "failed") throw httpErrorOf(outcome);
    return page({ logs: outcome.logs });
  },
});

export default define.page<typeof handlers>(({ data: { logs }, state }) => (
  <LogsPage
    logs={logs}
    intro="Every request to the gateway, the newest first."
    gatewayUrl={state.dependencies.config.publicGatewayUrl}
    keysHref={sectionPath("keys", state.place!)}
    allHref={`${tenantPath(state.tenant)}/logs`}
    nowMs={state.dependencies.clock.now()}
  />
));
