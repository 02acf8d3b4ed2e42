import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { Button } from "../../../../../../../../components/Button.tsx";
import { KeyboardHelp } from "../../../../../../../../components/logs/KeyboardHelp.tsx";
import { ColumnsButton } from "../../../../../../../../components/logs/ColumnsButton.tsx";
import { LiveBar } from "../../../../../../../../components/logs/LiveBar.tsx";
import { LiveNotices } from "../../../../../../../../components/logs/LiveNotices.tsx";
import { type LogPageLinks, LogPages } from "../../../../../../../../components/logs/LogPages.tsx";
import { LogTable } from "../../../../../../../../components/logs/LogTable.tsx";
import { TableEnd } from "../../../../../../../../components/logs/TableEnd.tsx";
import { browserDependencies } from "../../../../../../../../graphql/dependencies.ts";
import { beginColumns, chooseColumns, columnChoice } from "../../../../../../../../logs/column_choice.ts";
import { DEFAULT_COLUMNS, TENANT_COLUMNS } from "../../../../../../../../logs/log_columns.ts";
import { LiveLog } from "../../../../../../../../logs/live_log.ts";
import type { ApiLogFilter } from "../../../../../../../../logs/log_filter.ts";
import type { LogScope } from "../../../../../../../../logs/log_scope.ts";
import type { LogRow } from "../../../../../../../../logs/request_log.ts";
import { resized, type ShownColumn } from "../../../../../../../../logs/shown_columns.ts";
import { useAnnouncement } from "../../../../../../../../logs/use_announcement.ts";
import { useDrawer } from "../../../../../../../../logs/use_drawer.tsx";
import { useHolds } from "../../../../../../../../logs/use_holds.ts";
import { useLive } from "../../../../../../../../logs/use_live.ts";
import { useRowKeys } from "../../../../../../../../logs/use_row_keys.ts";
import { useRowWindow } from "../../../../../../../../logs/use_row_window.ts";
import { useTimeZone } from "../../../../../../../../logs/use_time_zone.ts";

interface LiveLogsProps {
  scope: LogScope;
  /** The log's address without a filter. */
  path: string;
  /** The filter as it stands in the address, without `?`. */
  query: string;
  rows: readonly LogRow[];
  pages: LogPageLinks;
  /** Cursors of what is older than these rows, and newer. */
  older: string | null;
  newer: string | null;
  /** What the page was read by, times included. */
  pageFilter: ApiLogFilter;
  /** What a live tail is narrowed down to; null where the page is not the newest or its time is over. */
  filter: ApiLogFilter | null;
  /** What API keys are called, by their ids. */
  names: Readonly<Record<string, string>>;
  /** The columns of the view that the address names. */
  viewColumns: ShownColumn[] | null;
  /** Where requests are sent. */
  gatewayUrl: string;
  /** Stands where the table would while there are no rows. */
  children: ComponentChildren;
}

/** The log as it comes in. What the server renders of it is the whole page already. */
export default function LiveLogs(props: LiveLogsProps) {
  const { scope, path, query, filter, names, gatewayUrl, children } = props;
  const [log] = useState(() => new LiveLog({ ...props, filter: filter ?? {}, isWhole: props.older === null }));
  const table = useRef<HTMLDivElement>(null);
  const help = useRef<HTMLDialogElement>(null);
  const current = useSignal<string | null>(null);
  const zone = useTimeZone();
  const live = useLive(log, { isPossible: filter !== null });
  const search = query === "" ? "" : `?${query}`;
  const hrefOf = (row: LogRow) => `${path}/${row.requestId}${search}`;
  const drawer = useDrawer(log, { path, search, scope, gatewayUrl, current });
  const holds = useHolds(log, table);
  const announcement = useAnnouncement(log);
  const readOn = (end: "older" | "newer") => void log.readOn(end, browserDependencies().client);
  const visible = useRowWindow(log, ({ rowsAbove, rowsBelow }) => {
    if (rowsBelow < READ_ON_ROWS && log.older.peek() === "more") readOn("older");
    if (rowsAbove < READ_ON_ROWS && scrollY > 0 && log.newer.peek() === "more") readOn("newer");
  });
  const openHelp = () => help.current?.showModal();
  const keys = useRowKeys(log, { current, reveal: visible.reveal, toggleLive: live.toggle, help: openHelp });
  const { shown, waiting, trimmed } = log.rows.value;
  const olderHref = live.olderHref(path, query);
  const columns = columnChoice.value;
  const defaults = "tenantId" in scope ? TENANT_COLUMNS : DEFAULT_COLUMNS;
  useEffect(() => beginColumns(props.viewColumns), []);
  // Only now is there a script that moves the one row that Tab leads to.
  useEffect(() => {
    current.value ??= shown[0]?.requestId ?? null;
  }, [shown]);
  return (
    <div ref={table}>
      <LiveBar
        status={log.status.value}
        isOn={live.isOn}
        isReady={live.isReady && filter !== null}
        waiting={waiting.length}
        onToggle={live.toggle}
        onShow={keys.showWaiting}
      >
        {live.isReady && (
          <>
            <ColumnsButton columns={columns} defaults={defaults} onChoose={chooseColumns} />
            <button type="button" class="btn btn-ghost btn-xs noscript:hidden" onClick={openHelp}>
              Keys <kbd class="kbd kbd-xs">?</kbd>
            </button>
          </>
        )}
      </LiveBar>
      <LiveNotices status={log.status.value} trimmed={trimmed} href={path + search} olderHref={olderHref} />
      {live.isReady && <TableEnd state={log.newer.value} end="newer" onRetry={() => readOn("newer")} />}
      {shown.length === 0 ? children : (
        <LogTable
          rows={shown.slice(visible.from, visible.to)}
          window={{ ...visible, before: visible.from, total: shown.length }}
          columns={columns}
          defaults={defaults}
          hrefOf={hrefOf}
          names={names}
          zone={zone}
          current={tabStop(shown.slice(visible.from, visible.to), current.value)}
          arrived={log.arrived}
          body={visible.body}
          onResize={live.isReady ? (id, width) => chooseColumns(resized(columns ?? defaults, id, width)) : undefined}
          onOpen={drawer.open}
          {...holds}
        />
      )}
      {live.isReady
        ? <TableEnd state={log.older.value} end="older" onRetry={() => readOn("older")} />
        : <LogPages {...props.pages} />}
      {live.isReady && props.pages.newest !== null && (
        <p class="mt-2 text-center">
          <Button href={props.pages.newest} size="small">Newest</Button>
        </p>
      )}
      <p role="status" class="sr-only">{announcement}</p>
      <KeyboardHelp dialogRef={help} />
      {drawer.content}
    </div>
  );
}

/** So near to an end of what is loaded, more is read. */
const READ_ON_ROWS = 60;

/** The row that Tab leads to: the first one with a line when the one that was has none. */
function tabStop(lines: readonly LogRow[], current: string | null): string | null {
  if (current === null || lines.some(({ requestId }) => requestId === current)) return current;
  return lines[0]?.requestId ?? null;
}
