import { page } from "fresh";
import { LogsPage } from "../../../../../components/logs/LogsPage.tsx";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { openLogs } from "../../../../../logs/open_logs.ts";
import { tenantPath } from "../../../../../session/places.ts";
import { define } from "../../../../../state.ts";

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, tenant, dependencies } = ctx.state;
    const outcome = await openLogs(client, {
      url: ctx.url,
      path: `${tenantPath(tenant)}/logs`,
      scope: { tenantId: tenant.id },
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
    intro="Every request of all projects, the newest first."
    gatewayUrl={state.dependencies.config.publicGatewayUrl}
    keysHref={null}
    nowMs={state.dependencies.clock.now()}
  />
));
