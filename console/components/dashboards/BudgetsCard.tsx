import { mostUsed, PERIOD_WORDS, scopeWords, standingOf } from "../../budgets/budget_list.ts";
import { SpentBar } from "../../budgets/SpentBar.tsx";
import { StandingBadge } from "../../budgets/StandingBadge.tsx";
import type { budgetsQuery } from "../../graphql/documents/budgets.ts";
import type { ResultOf } from "../../graphql/graphql.ts";
import type { QueryOutcome } from "../../graphql/outcome.ts";
import { Card } from "../Card.tsx";
import { Money } from "../Money.tsx";

/** The budgets that most was spent of. */
export function BudgetsCard({ outcome, href }: { outcome: QueryOutcome<ResultOf<typeof budgetsQuery>>; href: string }) {
  return (
    <Card title="Budgets" actions={<a class="link text-sm" href={href}>All budgets</a>}>
      {outcome.kind === "failed"
        ? <p role="alert" class="text-sm">Budgets cannot be shown: {outcome.message}</p>
        : <BudgetLines outcome={outcome} />}
    </Card>
  );
}

function BudgetLines({ outcome }: { outcome: { data: ResultOf<typeof budgetsQuery> } }) {
  const counters = mostUsed(outcome.data.budgets.edges);
  if (counters.length === 0) {
    return <p class="text-sm text-muted">No published policy and no key limits what may be spent.</p>;
  }
  return (
    <ul class="flex flex-col gap-3">
      {counters.map(({ budget, ...counter }) => {
        const standing = standingOf(counter, budget.maxNanoUsd);
        const title = `${budget.name}, ${PERIOD_WORDS[budget.period]} for ${scopeWords(budget)}`;
        return (
          <li key={title} class="flex flex-col gap-1 text-sm">
            <span class="flex items-baseline justify-between gap-3">
              <span class="min-w-0 truncate" title={title}>
                {budget.name} <span class="text-muted">{`for ${scopeWords(budget)}`}</span>
              </span>
              <span class="flex shrink-0 items-baseline gap-2">
                <span>
                  <Money nanoUsd={counter.spentNanoUsd} /> of <Money nanoUsd={budget.maxNanoUsd} />
                </span>
                <StandingBadge standing={standing} />
              </span>
            </span>
            <SpentBar {...counter} maxNanoUsd={budget.maxNanoUsd} standing={standing} label={`Spent of ${title}`} />
          </li>
        );
      })}
    </ul>
  );
}
