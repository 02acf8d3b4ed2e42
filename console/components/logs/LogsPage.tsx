import { filterChips } from "../../logs/filter_chips.ts";
import { exportHref } from "../../logs/export_href.ts";
import { writeFilter } from "../../logs/filter_url.ts";
import { type LogPosition, pageHref } from "../../logs/log_position.ts";
import { type OpenedLogs, withView } from "../../logs/open_logs.ts";
import { viewColumns, viewFilter } from "../../logs/saved_view.ts";
import LiveLogs from "../../routes/(app)/t/[tenant]/p/[project]/logs/(_islands)/LiveLogs.tsx";
import FilterText from "../../routes/(app)/t/[tenant]/p/[project]/logs/(_islands)/FilterText.tsx";
import LogVolume from "../../routes/(app)/t/[tenant]/p/[project]/logs/(_islands)/LogVolume.tsx";
import MomentFields from "../../routes/(app)/t/[tenant]/p/[project]/logs/(_islands)/MomentFields.tsx";
import SavedViews from "../../routes/(app)/t/[tenant]/p/[project]/logs/(_islands)/SavedViews.tsx";
import { Button } from "../Button.tsx";
import { EmptyState } from "../EmptyState.tsx";
import { PageHeader } from "../PageHeader.tsx";
import { FilterChips } from "./FilterChips.tsx";
import { FilterProblems } from "./FilterProblems.tsx";
import { FirstRequest } from "./FirstRequest.tsx";
import { LogFilterForm } from "./LogFilterForm.tsx";

interface LogsPageProps {
  logs: OpenedLogs;
  /** What it says below the title. */
  intro: string;
  gatewayUrl: string;
  /** Where API keys are made. */
  keysHref: string | null;
  nowMs: number;
  /** Where the log of all projects is, seen from that of one. */
  allHref?: string;
}

/** The log of a project or a tenant. */
export function LogsPage({ logs, intro, gatewayUrl, keysHref, nowMs, allHref }: LogsPageProps) {
  const { path, scope, query, filter, problems, page, isNewest, view } = logs;
  const { rows, older, newer, choices, refused } = page;
  const hrefOf = (to: LogPosition) => pageHref(path, query, to);
  const names = Object.fromEntries([...choices.keys, ...choices.projects].map(({ id, name }) => [id, name]));
  const isFiltered = writeFilter(filter).size > 0;
  const invalid = problems.map(({ param }) => param);
  return (
    <>
      <PageHeader
        title="Logs"
        intro={intro}
        actions={
          <>
            {allHref !== undefined && <Button href={allHref} size="small" tone="quiet">All projects</Button>}
            <Exports scope={scope} filter={filter} nowMs={nowMs} />
          </>
        }
      />
      <LogFilterForm
        filter={filter}
        problems={problems}
        choices={choices}
        action={path}
        view={view?.id ?? null}
        text={<FilterText scope={scope} value={logs.text} invalid={invalid.includes("q")} />}
        moments={<MomentFields from={filter.from} to={filter.to} invalid={invalid} />}
      />
      <div class="flex flex-wrap items-start justify-between gap-x-3">
        <FilterChips
          chips={filterChips(filter, names)}
          hrefOf={({ without }) => pageHref(path, withView(writeFilter(without), view?.id ?? null).toString(), NEWEST)}
        />
        <SavedViews
          tenantId={logs.tenantId}
          scope={scope}
          path={path}
          filter={filter}
          views={choices.views.map((each) => ({
            ...each,
            query: writeFilter(viewFilter(each.view)).toString(),
            columns: viewColumns(each.view),
          }))}
          current={view?.id ?? null}
        />
      </div>
      <FilterProblems problems={problems} refused={refused} />
      {refused.length === 0 && (rows.length > 0 || isFiltered) && (
        <LogVolume scope={scope} path={path} query={query} filter={filter} isLive={logs.liveFilter !== null} />
      )}
      <LiveLogs
        scope={scope}
        path={path}
        query={query}
        rows={rows}
        pages={{
          newest: isNewest ? null : hrefOf(NEWEST),
          newer: isNewest || newer === null ? null : hrefOf(newer),
          older: older && hrefOf(older),
        }}
        older={older === null || older.kind === "newest" ? null : older.than}
        newer={isNewest || newer === null || newer.kind === "newest" ? null : newer.than}
        pageFilter={logs.pageFilter}
        filter={logs.liveFilter}
        names={names}
        viewColumns={view === null ? null : viewColumns(view.view)}
        gatewayUrl={gatewayUrl}
      >
        {refused.length === 0 && (isFiltered || !isNewest || keysHref === null
          ? <NoMatch href={path} />
          : <FirstRequest gatewayUrl={gatewayUrl} keysHref={keysHref} />)}
      </LiveLogs>
    </>
  );
}

const NEWEST: LogPosition = { kind: "newest" };

function Exports(of: Pick<OpenedLogs, "scope" | "filter"> & { nowMs: number }) {
  return (
    <>
      <Button href={exportHref("csv", of)} size="small" download>CSV</Button>
      <Button href={exportHref("jsonl", of)} size="small" download>JSON lines</Button>
    </>
  );
}

function NoMatch({ href }: { href: string }) {
  return (
    <EmptyState title="No request matches" action={<Button href={href}>Clear the filter</Button>}>
      All that is asked for must hold. Names and codes are compared whole.
    </EmptyState>
  );
}
