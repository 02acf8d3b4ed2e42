import { formatShare } from "../charts/format_number.ts";
import { Money } from "../components/Money.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import { type BudgetNode, standingOf } from "./budget_list.ts";
import { StandingBadge } from "./StandingBadge.tsx";

/** Who has spent most of a budget that each has for itself. */
export function SpenderTable({ budget }: { budget: BudgetNode }) {
  return (
    <TableFrame label={`Who has spent most of ${budget.name}`}>
      <table class="table table-xs">
        <thead>
          <tr>
            <th scope="col" class="pl-4">{budget.scope.type === "END_USER" ? "End user" : "API key"}</th>
            <th scope="col" class="text-right">Spent</th>
            <th scope="col" class="text-right">Of the budget</th>
            <th scope="col" class="text-right">Forecast</th>
            <th scope="col" class="pr-4">
              <span class="sr-only">Standing</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {budget.topSpenders.edges.map(({ node }) => (
            <tr key={node.counterKey}>
              <th scope="row" class="max-w-64 truncate pl-4 font-normal">
                {node.apiKey?.name ?? node.endUser ?? <span class="text-muted">name not kept</span>}
              </th>
              <td class="text-right">
                <Money nanoUsd={node.spentNanoUsd} />
              </td>
              <td class="text-right tabular-nums">{node.share === null ? "–" : formatShare(node.share)}</td>
              <td class="text-right">
                {node.forecastNanoUsd === null ? "–" : <Money nanoUsd={node.forecastNanoUsd} />}
              </td>
              <td class="pr-4 text-right">
                <StandingBadge standing={standingOf(node, budget.maxNanoUsd)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
