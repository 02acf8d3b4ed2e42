import { tenantPath } from "../../../../../../../session/places.ts";
import { define } from "../../../../../../../state.ts";

export const handlers = define.handlers({
  /** A project's dashboard is the team's, narrowed down. */
  GET(ctx) {
    const { tenant, project } = ctx.state;
    return ctx.redirect(`${tenantPath(tenant)}/dashboard?${new URLSearchParams({ project: project.id })}`, 303);
  },
});
