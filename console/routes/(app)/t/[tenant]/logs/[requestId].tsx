import { page } from "fresh";
import { RequestPage } from "../../../../../components/logs/RequestPage.tsx";
import { openRequest } from "../../../../../logs/open_request.ts";
import { tenantPath } from "../../../../../session/places.ts";
import { define } from "../../../../../state.ts";

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, tenant } = ctx.state;
    const path = `${tenantPath(tenant)}/logs`;
    const { requestId } = ctx.params;
    return page(await openRequest(client, { scope: { tenantId: tenant.id }, requestId, url: ctx.url, path }));
  },
});

export default define.page<typeof handlers>(({ data, state }) => (
  <RequestPage {...data} gatewayUrl={state.dependencies.config.publicGatewayUrl} />
));
