import { HttpError, page } from "fresh";
import { RequestDetail } from "../../../../../../../components/logs/RequestDetail.tsx";
import { PageHeader } from "../../../../../../../components/PageHeader.tsx";
import { requestLogQuery } from "../../../../../../../graphql/documents/request_logs.ts";
import { queryOutcome } from "../../../../../../../graphql/outcome.ts";
import { httpErrorOf } from "../../../../../../../http/http_error_of.ts";
import { readFilter, writeFilter } from "../../../../../../../logs/filter_url.ts";
import { sectionPath } from "../../../../../../../session/places.ts";
import { define } from "../../../../../../../state.ts";
import { isUuidv7 } from "../../../../../../../../shared/identifiers/uuid.ts";
import BackToLogs from "./(_islands)/BackToLogs.tsx";

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, project, place } = ctx.state;
    const { requestId } = ctx.params;
    if (requestId === undefined || !isUuidv7(requestId)) throw new HttpError(404);
    const query = client.query(requestLogQuery, { projectId: project.id, requestId });
    const outcome = queryOutcome(await query.toPromise());
    if (outcome.kind === "failed") throw httpErrorOf(outcome);
    const log = outcome.data.requestLogs.edges[0]?.node;
    if (log === undefined) throw new HttpError(404);
    // The filter that the reader came from is what they go back to.
    const filter = writeFilter(readFilter(ctx.url.searchParams).filter).toString();
    const path = sectionPath("logs", place!)!;
    return page({ log, backHref: filter === "" ? path : `${path}?${filter}` });
  },
});

export default define.page<typeof handlers>(({ data: { log, backHref } }) => (
  <div class="max-w-4xl">
    <BackToLogs href={backHref} />
    <PageHeader title="Request" intro={<code class="text-xs">{log.requestId}</code>} />
    <RequestDetail log={log} />
  </div>
));
