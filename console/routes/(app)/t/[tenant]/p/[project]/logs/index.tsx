import { page } from "fresh";
import { FirstRequest } from "../../../../../../../components/logs/FirstRequest.tsx";
import { FilterProblems } from "../../../../../../../components/logs/FilterProblems.tsx";
import { LogFilterForm } from "../../../../../../../components/logs/LogFilterForm.tsx";
import { Button } from "../../../../../../../components/Button.tsx";
import { EmptyState } from "../../../../../../../components/EmptyState.tsx";
import { PageHeader } from "../../../../../../../components/PageHeader.tsx";
import { httpErrorOf } from "../../../../../../../http/http_error_of.ts";
import { readFilter, writeFilter } from "../../../../../../../logs/filter_url.ts";
import { timelessFilter } from "../../../../../../../logs/log_filter.ts";
import { type LogPosition, pageHref, readPosition } from "../../../../../../../logs/log_position.ts";
import { readLogsPage } from "../../../../../../../logs/read_logs_page.ts";
import { sectionPath } from "../../../../../../../session/places.ts";
import { define } from "../../../../../../../state.ts";
import LiveLogs from "./(_islands)/LiveLogs.tsx";
import MomentFields from "./(_islands)/MomentFields.tsx";

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, project, place, dependencies } = ctx.state;
    const path = sectionPath("logs", place!)!;
    const { filter, problems } = readFilter(ctx.url.searchParams);
    const position = readPosition(ctx.url.searchParams);
    const query = writeFilter(filter).toString();
    // What a form sends has fields without a value and times without a zone: a filter has one address.
    const canonical = pageHref(path, query, position);
    if (problems.length === 0 && canonical !== withQuery(path, ctx.url.searchParams)) {
      return ctx.redirect(canonical, 303);
    }
    const nowMs = dependencies.clock.now();
    const outcome = await readLogsPage(client, { projectId: project.id, filter, position, nowMs });
    if (outcome.kind === "failed") throw httpErrorOf(outcome);
    const isOver = filter.to !== undefined && Date.parse(filter.to) <= nowMs;
    const isNewest = position.kind === "newest" || (position.kind === "newer" && outcome.page.newer === null);
    const isLive = isNewest && !isOver && outcome.page.refused.length === 0;
    return page({ path, query, filter, problems, page: outcome.page, isNewest, isLive });
  },
});

export default define.page<typeof handlers>(({ data, state }) => {
  const { path, query, filter, problems, isNewest, isLive } = data;
  const { rows, older, newer, choices, refused } = data.page;
  const hrefOf = (to: LogPosition) => pageHref(path, query, to);
  const isFiltered = query !== "";
  const invalid = problems.map(({ param }) => param);
  return (
    <>
      <PageHeader title="Logs" intro="Every request to the gateway, the newest first." />
      <LogFilterForm
        filter={filter}
        problems={problems}
        choices={choices}
        action={path}
        moments={<MomentFields from={filter.from} to={filter.to} invalid={invalid} />}
      />
      <FilterProblems problems={problems} refused={refused} />
      <LiveLogs
        projectId={state.project.id}
        path={path}
        query={query}
        rows={rows}
        pages={{
          newest: isNewest ? null : hrefOf({ kind: "newest" }),
          newer: isNewest || newer === null ? null : hrefOf(newer),
          older: older && hrefOf(older),
        }}
        filter={isLive ? timelessFilter(filter) : null}
        keyNames={Object.fromEntries(choices.keys.map(({ id, name }) => [id, name]))}
      >
        {refused.length === 0 && (isFiltered || !isNewest ? <NoMatch href={path} /> : (
          <FirstRequest
            gatewayUrl={state.dependencies.config.publicGatewayUrl}
            keysHref={sectionPath("keys", state.place!)!}
          />
        ))}
      </LiveLogs>
    </>
  );
});

function NoMatch({ href }: { href: string }) {
  return (
    <EmptyState title="No request matches" action={<Button href={href}>Clear the filter</Button>}>
      All that is asked for must hold. Names and codes are compared whole.
    </EmptyState>
  );
}

function withQuery(path: string, params: URLSearchParams): string {
  return params.size === 0 ? path : `${path}?${params}`;
}
