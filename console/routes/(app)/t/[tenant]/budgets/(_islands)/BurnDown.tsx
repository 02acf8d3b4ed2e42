import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { BudgetNode } from "../../../../../../budgets/budget_list.ts";
import { burnDown, type BurnDownQuestion } from "../../../../../../budgets/burn_down.ts";
import { Chart } from "../../../../../../components/charts/Chart.tsx";
import { PanelFailure } from "../../../../../../components/dashboards/PanelFailure.tsx";
import { Skeleton } from "../../../../../../components/Skeleton.tsx";
import { csvHref } from "../../../../../../dashboards/csv_href.ts";
import { usePanel } from "../../../../../../dashboards/use_panel.ts";
import { budgetCostQuery } from "../../../../../../graphql/documents/budgets.ts";

interface BurnDownProps {
  budget: Omit<BudgetNode, "topSpenders">;
  question: BurnDownQuestion;
  tenantId: string;
  /** The tenant's, which periods are of. */
  zone: string;
  nowMs: number;
}

/** How a budget was used up in its period, and how it will be: read when somebody opens it. */
export default function BurnDown({ budget, question, tenantId, zone, nowMs }: BurnDownProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [turn, setTurn] = useState(0);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const details = place.current!.closest("details");
    const onToggle = () => setIsOpen((wasOpen) => wasOpen || details?.open === true);
    onToggle();
    details?.addEventListener("toggle", onToggle);
    return () => details?.removeEventListener("toggle", onToggle);
  }, []);
  const variables = { tenantId, ...question };
  const panel = usePanel({ document: budgetCostQuery, variables: isOpen ? variables : null, initial: null, turn });
  const outcome = panel.outcome.value;
  const model = useMemo(() => {
    if (outcome?.kind !== "data") return null;
    const points = outcome.data.usageSeries[0]?.points ?? [];
    return burnDown({ ...budget, topSpenders: { pageInfo: { hasNextPage: false }, edges: [] } }, {
      ...{ points, question, nowMs, zone },
    });
  }, [outcome]);
  return (
    <div ref={place} class="min-h-52 noscript:hidden">
      {outcome?.kind === "failed" && (
        <PanelFailure
          what="How it was used up"
          failure={outcome}
          onRetry={() => setTurn(turn + 1)}
        />
      )}
      {isOpen && outcome === null && <Skeleton lines={4} label="Loading how it was used up" />}
      {model && <Chart model={model} asTable={false} csvHref={csvHref(variables)} fetching={panel.fetching.value} />}
    </div>
  );
}
