import { page } from "fresh";
import { RequestPage } from "../../../../../../../components/logs/RequestPage.tsx";
import { openRequest } from "../../../../../../../logs/open_request.ts";
import { sectionPath } from "../../../../../../../session/places.ts";
import { define } from "../../../../../../../state.ts";

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, project, place } = ctx.state;
    const path = sectionPath("logs", place!)!;
    const { requestId } = ctx.params;
    return page(await openRequest(client, { scope: { projectId: project.id }, requestId, url: ctx.url, path }));
  },
});

export default define.page<typeof handlers>(({ data, state }) => (
  <RequestPage {...data} gatewayUrl={state.dependencies.config.publicGatewayUrl} />
));
