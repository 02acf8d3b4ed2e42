import { useEffect, useState } from "preact/hooks";
import { browserClock } from "../../../../../../browser/dependencies.ts";
import { PanelFailure } from "../../../../../../components/dashboards/PanelFailure.tsx";
import { EmptyState } from "../../../../../../components/EmptyState.tsx";
import { Notice } from "../../../../../../components/Notice.tsx";
import { Skeleton } from "../../../../../../components/Skeleton.tsx";
import { usePanel } from "../../../../../../dashboards/use_panel.ts";
import { fleetSentence, troubledTargets } from "../../../../../../fleet/fleet_words.ts";
import { GatewayTable } from "../../../../../../fleet/GatewayTable.tsx";
import { TroubledTable } from "../../../../../../fleet/TroubledTable.tsx";
import { fleetQuery } from "../../../../../../graphql/documents/fleet.ts";
import type { ResultOf } from "../../../../../../graphql/graphql.ts";
import type { QueryOutcome } from "../../../../../../graphql/outcome.ts";
import { documentVisibility } from "../../../../../../graphql/tab_visibility.ts";

interface FleetHealthProps {
  tenantId: string;
  outcome: QueryOutcome<ResultOf<typeof fleetQuery>>;
  /** When the server asked. */
  nowMs: number;
}

/** As often as gateways say that they live. */
const ASK_MS = 5_000;

/** The gateways as they are, asked for again as long as the tab is looked at. */
export default function FleetHealth({ tenantId, outcome: initial, nowMs }: FleetHealthProps) {
  const [turn, setTurn] = useState({ count: 0, nowMs });
  const ask = () => setTurn(({ count }) => ({ count: count + 1, nowMs: browserClock.now() }));
  useEffect(() => {
    const gone = new AbortController();
    const visibility = documentVisibility(document);
    const goOn = async () => {
      for (;;) {
        await browserClock.delay(ASK_MS, gone.signal);
        if (visibility.visible) ask();
      }
    };
    // It ends by the page's end alone.
    goOn().catch(() => {});
    const stopWatching = visibility.onChange(() => visibility.visible && ask());
    return () => {
      gone.abort();
      stopWatching();
    };
  }, []);
  const panel = usePanel({ document: fleetQuery, variables: { tenantId }, initial, turn: turn.count });
  const outcome = panel.outcome.value;
  if (outcome === null) return <Skeleton />;
  if (outcome.kind === "failed") return <PanelFailure what="The fleet" failure={outcome} onRetry={ask} />;
  const { fleet } = outcome.data;
  if (fleet.gateways.length === 0) {
    return (
      <EmptyState title="No gateway is alive">
        Requests are answered by none. Start one with the same Redis and database as this control plane; it is seen here
        within seconds.
      </EmptyState>
    );
  }
  const troubled = troubledTargets(fleet);
  const needsHelp = fleet.gateways.some(({ state }) => state === "REFUSED");
  return (
    <div class="flex flex-col gap-4">
      <Notice tone={needsHelp ? "warning" : fleet.converged ? "success" : "info"}>{fleetSentence(fleet)}</Notice>
      <GatewayTable gateways={fleet.gateways} nowMs={turn.nowMs} />
      {troubled.length > 0 && <TroubledTable troubled={troubled} />}
    </div>
  );
}
