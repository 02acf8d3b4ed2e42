import type { ComponentChildren } from "preact";
import { Badge } from "../components/Badge.tsx";
import { Money } from "../components/Money.tsx";
import Time from "../islands/Time.tsx";
import { type BudgetEdges, type BudgetNode, PERIOD_WORDS, scopeWords, standingOf } from "./budget_list.ts";
import { SpentBar } from "./SpentBar.tsx";
import { SpenderTable } from "./SpenderTable.tsx";
import { StandingBadge } from "./StandingBadge.tsx";

interface BudgetTableProps {
  edges: BudgetEdges;
  policiesHref: string;
  /** How one was used up; null where that cannot be told. */
  burnDown(budget: BudgetNode): ComponentChildren;
}

/** Every budget with how it stands; more of each where it is opened. */
export function BudgetTable({ edges, policiesHref, burnDown }: BudgetTableProps) {
  return (
    <ul class="flex flex-col gap-3" aria-label="Budgets">
      {edges.map(({ node, cursor }) => (
        <li key={cursor} class="rounded-box border border-base-300" data-budget={node.name}>
          <BudgetHead budget={node} policiesHref={policiesHref} />
          {node.state === null
            ? <EachSpender budget={node} />
            : <BudgetState budget={node}>{burnDown(node)}</BudgetState>}
        </li>
      ))}
    </ul>
  );
}

function BudgetHead({ budget, policiesHref }: { budget: BudgetNode; policiesHref: string }) {
  const { name, policy, apiKey, action, state, period, maxNanoUsd, resetsAt } = budget;
  return (
    <div class="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 pt-3">
      <h2 class="text-sm font-semibold">
        {policy === null ? name : <a class="link-hover" href={policiesHref}>{name}</a>}
        <span class="ml-2 font-normal text-muted">
          <Money nanoUsd={maxNanoUsd} /> {`${PERIOD_WORDS[period]} for ${scopeWords(budget)}`}
        </span>
      </h2>
      <p class="flex flex-wrap items-baseline gap-2 text-xs text-muted">
        {policy === null && apiKey !== null && <Badge>the key’s own</Badge>}
        {action === "OBSERVE" && <Badge>observed, not refused</Badge>}
        {state?.source === "RECORDS" && <Badge tone="warning">by the records: the ledger cannot be asked</Badge>}
        <span>
          begins anew <Time at={resetsAt} />
        </span>
        {state !== null && <StandingBadge standing={standingOf(state, maxNanoUsd)} />}
      </p>
    </div>
  );
}

function BudgetState({ budget, children }: { budget: BudgetNode; children: ComponentChildren }) {
  const { maxNanoUsd } = budget;
  const state = budget.state!;
  const standing = standingOf(state, maxNanoUsd);
  return (
    <div class="px-4 pt-2 pb-3">
      <SpentBar {...state} maxNanoUsd={maxNanoUsd} standing={standing} label={`Spent of ${budget.name}`} />
      <dl class="mt-2 grid grid-cols-2 gap-x-6 gap-y-1 text-sm sm:grid-cols-4">
        <Amount name="Spent" nanoUsd={state.spentNanoUsd} />
        <Amount name="Reserved" nanoUsd={state.reservedNanoUsd} none="not known now" />
        <Amount name="Left" nanoUsd={state.remainingNanoUsd} />
        <Amount name="Forecast at the end" nanoUsd={state.forecastNanoUsd} none="too early to say" />
      </dl>
      {children && (
        <details class="mt-2">
          <summary class="w-fit cursor-pointer rounded-field text-xs text-muted hover:text-base-content">
            How it is used up
          </summary>
          <div class="mt-2">{children}</div>
        </details>
      )}
    </div>
  );
}

function Amount({ name, nanoUsd, none = "–" }: { name: string; nanoUsd: string | null; none?: string }) {
  return (
    <div class="flex items-baseline justify-between gap-2 sm:flex-col sm:gap-0">
      <dt class="text-xs text-muted">{name}</dt>
      <dd>{nanoUsd === null ? <span class="text-muted">{none}</span> : <Money nanoUsd={nanoUsd} />}</dd>
    </div>
  );
}

function EachSpender({ budget }: { budget: BudgetNode }) {
  const { edges, pageInfo } = budget.topSpenders;
  if (edges.length === 0) return <p class="px-4 py-3 text-sm text-muted">Nobody has spent anything in this period.</p>;
  return (
    <div class="pt-2 pb-1">
      <SpenderTable budget={budget} />
      {pageInfo.hasNextPage && <p class="px-4 py-1 text-xs text-muted">Those who have spent most; there are more.</p>}
    </div>
  );
}
