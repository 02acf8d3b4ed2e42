import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useId } from "preact/hooks";
import { ErrorBoundary } from "../../feedback/ErrorBoundary.tsx";
import { onDemand, OUTDATED } from "../../forms/on_demand.ts";
import type { LogDetail } from "../../logs/request_log.ts";
import { type RequestTab, tabAfter } from "../../logs/request_tabs.ts";
import { Notice } from "../Notice.tsx";
import { Skeleton } from "../Skeleton.tsx";

/** What every tab is given. */
export interface RequestPanelProps {
  log: LogDetail;
  /** The log's address without a filter. */
  path: string;
  gatewayUrl: string;
}

interface RequestTabsProps extends RequestPanelProps {
  tabs: readonly RequestTab[];
  chosen: RequestTab;
  onChoose(tab: RequestTab): void;
}

/** The parts of a record's account, one at a time; each is loaded when it is first looked at. */
export function RequestTabs({ tabs, chosen, onChoose, ...panel }: RequestTabsProps) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = tabAfter(tabs, chosen, by);
    onChoose(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <>
      <div
        role="tablist"
        aria-label="Parts of this request"
        class="mb-3 flex gap-1 overflow-x-auto border-b border-base-300"
        onKeyDown={onKeyDown}
      >
        {tabs.map((tab) => (
          <button
            key={tab}
            id={`${id}-${tab}`}
            type="button"
            role="tab"
            aria-selected={tab === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={tab === chosen ? 0 : -1}
            class={`-mb-px border-b-2 px-2.5 py-1.5 font-medium whitespace-nowrap -outline-offset-2 ${
              tab === chosen ? "border-primary text-primary" : "border-transparent text-muted hover:text-base-content"
            }`}
            onClick={() => onChoose(tab)}
          >
            {TITLES[tab]}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${chosen}`} tabIndex={0}>
        <ErrorBoundary key={`${chosen} ${panel.log.id}`} what="This part">
          <LoadedPanel tab={chosen} {...panel} />
        </ErrorBoundary>
      </div>
    </>
  );
}

const TITLES: Record<RequestTab, string> = {
  overview: "Overview",
  attempts: "Attempts",
  route: "Route",
  policies: "Policies",
  messages: "Messages",
  record: "Record",
  replay: "Replay",
};

type Panel = ComponentType<RequestPanelProps>;

const PANELS: Record<RequestTab, () => Promise<Panel>> = {
  overview: async () => (await import("./panels/OverviewPanel.tsx")).OverviewPanel,
  attempts: async () => (await import("./panels/AttemptsPanel.tsx")).AttemptsPanel,
  route: async () => (await import("./panels/RoutePanel.tsx")).RoutePanel,
  policies: async () => (await import("./panels/PoliciesPanel.tsx")).PoliciesPanel,
  messages: async () => (await import("./panels/MessagesPanel.tsx")).MessagesPanel,
  record: async () => (await import("./panels/RecordPanel.tsx")).RecordPanel,
  replay: async () => (await import("./panels/ReplayPanel.tsx")).ReplayPanel,
};

function LoadedPanel({ tab, ...props }: RequestPanelProps & { tab: RequestTab }) {
  const loaded = useSignal<{ Panel: Panel } | "outdated" | null>(null);
  useEffect(() => {
    onDemand(PANELS[tab]).then((Panel) => loaded.value = Panel === null ? "outdated" : { Panel });
  }, [tab]);
  if (loaded.value === null) return <Skeleton lines={8} label="Loading" />;
  if (loaded.value === "outdated") return <Notice tone="error">{OUTDATED.message}</Notice>;
  return <loaded.value.Panel {...props} />;
}
