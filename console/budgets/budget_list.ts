import type { budgetsQuery } from "../graphql/documents/budgets.ts";
import type { ResultOf } from "../graphql/graphql.ts";

export type BudgetEdges = ResultOf<typeof budgetsQuery>["budgets"]["edges"];
export type BudgetNode = BudgetEdges[number]["node"];

/** Whom a budget counts, in words. */
export function scopeWords({ scope, perEach, apiKey }: Pick<BudgetNode, "scope" | "perEach" | "apiKey">): string {
  const inProject = scope.project === null ? "" : ` in ${scope.project.name}`;
  switch (scope.type) {
    case "TENANT":
      return "the whole team";
    case "PROJECT":
      return `the project ${scope.project?.name ?? ""}`.trim();
    case "API_KEY": {
      const key = scope.apiKey ?? apiKey;
      return perEach || key === null ? `each API key${inProject}` : `the API key ${key.name}`;
    }
    case "END_USER":
      return `each end user${inProject}`;
    case "MODEL":
      return `the model ${scope.model ?? ""}${inProject}`;
  }
}

export const PERIOD_WORDS: Readonly<Record<BudgetNode["period"], string>> = {
  HOUR: "an hour",
  DAY: "a day",
  MONTH: "a month",
};

export type Standing = "ok" | "tight" | "beyond" | "used_up";

/** How a counter stands: used up, or on the way beyond its budget before the period is over. */
export function standingOf(
  { spentNanoUsd, forecastNanoUsd }: { spentNanoUsd: string; forecastNanoUsd: string | null },
  maxNanoUsd: string,
): Standing {
  const [spent, max] = [BigInt(spentNanoUsd), BigInt(maxNanoUsd)];
  if (spent >= max) return "used_up";
  if (forecastNanoUsd !== null && BigInt(forecastNanoUsd) > max) return "beyond";
  return spent * 10n >= max * 8n ? "tight" : "ok";
}

/** What was spent of a budget as a number from 0 to 1, for a bar. */
export function spentShare(spentNanoUsd: string, maxNanoUsd: string): number {
  const max = Number(maxNanoUsd);
  return max === 0 ? 1 : Math.min(1, Number(spentNanoUsd) / max);
}

/** The counters of the budgets, the one that most was spent of first; one of each by whoever spent most. */
export function mostUsed(
  edges: BudgetEdges,
): { budget: BudgetNode; spentNanoUsd: string; forecastNanoUsd: string | null }[] {
  return edges.flatMap(({ node }) => {
    const counter = node.state ?? node.topSpenders.edges[0]?.node;
    return counter === undefined ? [] : [{ budget: node, ...counter }];
  }).sort((one, other) =>
    spentShare(other.spentNanoUsd, other.budget.maxNanoUsd) - spentShare(one.spentNanoUsd, one.budget.maxNanoUsd)
  );
}
