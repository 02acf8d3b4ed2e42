import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { Button } from "../../../../../../../../components/Button.tsx";
import { KeyboardHelp } from "../../../../../../../../components/logs/KeyboardHelp.tsx";
import { LiveBar } from "../../../../../../../../components/logs/LiveBar.tsx";
import { LiveNotices } from "../../../../../../../../components/logs/LiveNotices.tsx";
import { type LogPageLinks, LogPages } from "../../../../../../../../components/logs/LogPages.tsx";
import { LogTable } from "../../../../../../../../components/logs/LogTable.tsx";
import { LiveLog } from "../../../../../../../../logs/live_log.ts";
import type { ApiLogFilter } from "../../../../../../../../logs/log_filter.ts";
import type { LogRow } from "../../../../../../../../logs/request_log.ts";
import { useAnnouncement } from "../../../../../../../../logs/use_announcement.ts";
import { useDrawer } from "../../../../../../../../logs/use_drawer.tsx";
import { useHolds } from "../../../../../../../../logs/use_holds.ts";
import { useLive } from "../../../../../../../../logs/use_live.ts";
import { useRenderedRows } from "../../../../../../../../logs/use_rendered_rows.ts";
import { useRowKeys } from "../../../../../../../../logs/use_row_keys.ts";
import { useTimeZone } from "../../../../../../../../logs/use_time_zone.ts";

interface LiveLogsProps {
  projectId: string;
  /** The log's address without a filter. */
  path: string;
  /** The filter as it stands in the address, without `?`. */
  query: string;
  rows: readonly LogRow[];
  pages: LogPageLinks;
  /** What a live tail is narrowed down to; null where the page is not the newest or its time is over. */
  filter: ApiLogFilter | null;
  /** What API keys are called, by their ids. */
  keyNames: Readonly<Record<string, string>>;
  /** Stands where the table would while there are no rows. */
  children: ComponentChildren;
}

/** The log as it comes in. What the server renders of it is the whole page already. */
export default function LiveLogs(props: LiveLogsProps) {
  const { projectId, path, query, filter, keyNames, children } = props;
  const [log] = useState(() => new LiveLog({ ...props, filter: filter ?? {}, isWhole: props.pages.older === null }));
  const table = useRef<HTMLDivElement>(null);
  const help = useRef<HTMLDialogElement>(null);
  const current = useSignal<string | null>(null);
  const zone = useTimeZone();
  const live = useLive(log, { isPossible: filter !== null });
  const search = query === "" ? "" : `?${query}`;
  const hrefOf = (row: LogRow) => `${path}/${row.requestId}${search}`;
  const drawer = useDrawer(log, { path, search, projectId, current });
  const holds = useHolds(log, table);
  const announcement = useAnnouncement(log);
  const rendered = useRenderedRows(log);
  const openHelp = () => help.current?.showModal();
  const keys = useRowKeys(log, { current, reveal: rendered.reveal, toggleLive: live.toggle, help: openHelp });
  const { shown, waiting, trimmed } = log.rows.value;
  const olderHref = live.olderHref(path, query);
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
          <button type="button" class="btn btn-ghost btn-xs noscript:hidden" onClick={openHelp}>
            Keys <kbd class="kbd kbd-xs">?</kbd>
          </button>
        )}
      </LiveBar>
      <LiveNotices
        status={log.status.value}
        trimmed={trimmed}
        href={path + search}
        olderHref={olderHref}
      />
      {shown.length === 0 ? children : (
        <LogTable
          rows={shown.slice(0, rendered.count)}
          hrefOf={hrefOf}
          keyNames={keyNames}
          zone={zone}
          current={tabStop(shown, current.value)}
          arrived={log.arrived}
          onOpen={drawer.open}
          {...holds}
        />
      )}
      {shown.length > rendered.count && (
        <p ref={rendered.end} class="py-2 text-center">
          <Button size="small" onClick={rendered.showMore}>
            {`Show more of ${shown.length.toLocaleString("en")}`}
          </Button>
        </p>
      )}
      <LogPages {...props.pages} older={trimmed > 0 ? olderHref : props.pages.older} />
      <p role="status" class="sr-only">{announcement}</p>
      <KeyboardHelp dialogRef={help} />
      {drawer.content}
    </div>
  );
}

/** The row that Tab leads to: the first one when the one that was is gone. */
function tabStop(shown: readonly LogRow[], current: string | null): string | null {
  if (current === null || shown.some(({ requestId }) => requestId === current)) return current;
  return shown[0]?.requestId ?? null;
}
