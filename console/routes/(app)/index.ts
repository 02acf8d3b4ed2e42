import { firstRecordQuery } from "../../graphql/documents/first_record.ts";
import { queryOutcome } from "../../graphql/outcome.ts";
import { lastProject } from "../../session/last_project.ts";
import { sectionPath } from "../../session/places.ts";
import { define } from "../../state.ts";

export const handlers = define.handlers({
  /** Leads to the dashboard of where the reader was last, and whoever has no request yet to the first steps. */
  async GET(ctx) {
    const { place, viewer, client } = ctx.state;
    const dashboard = place && sectionPath("dashboard", place);
    if (place?.project == null || dashboard === null) return ctx.redirect("/onboarding", 303);
    if (lastProject(ctx.req.headers, viewer) !== null) return ctx.redirect(dashboard, 303);
    const outcome = queryOutcome(await client.query(firstRecordQuery, { projectId: place.project.id }).toPromise());
    // Whether there is a record is a question of comfort: without an answer the dashboard is right.
    const isEmpty = outcome.kind === "data" && outcome.data.requestLogs.edges.length === 0;
    return ctx.redirect(isEmpty ? "/onboarding" : dashboard, 303);
  },
});
