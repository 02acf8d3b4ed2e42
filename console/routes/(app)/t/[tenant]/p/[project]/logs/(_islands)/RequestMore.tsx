import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { onDemand } from "../../../../../../../../forms/on_demand.ts";
import type { LogDetail } from "../../../../../../../../logs/request_log.ts";
import type { RequestTab } from "../../../../../../../../logs/request_tabs.ts";

type Tabs = ComponentType<
  Parameters<typeof import("../../../../../../../../components/logs/RequestTabs.tsx").RequestTabs>[0]
>;

/** What a record's page is asked for besides the record: the drawn route, prompt and answer, a replay. */
export default function RequestMore(props: { log: LogDetail; path: string; gatewayUrl: string }) {
  const Tabs = useSignal<{ RequestTabs: Tabs } | null>(null);
  const chosen = useSignal<RequestTab>("route");
  useEffect(() => {
    onDemand(() => import("../../../../../../../../components/logs/RequestTabs.tsx")).then((loaded) =>
      Tabs.value = loaded
    );
  }, []);
  return (
    <section aria-label="More of this request" class="min-h-80 border-t border-base-300 pt-3 noscript:hidden">
      {Tabs.value !== null && (
        <Tabs.value.RequestTabs
          {...props}
          tabs={TABS}
          chosen={chosen.value}
          onChoose={(tab) => chosen.value = tab}
        />
      )}
    </section>
  );
}

const TABS: readonly RequestTab[] = ["route", "policies", "messages", "replay"];
