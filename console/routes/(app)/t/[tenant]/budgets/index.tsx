import { page } from "fresh";
import { BudgetTable } from "../../../../../budgets/BudgetTable.tsx";
import { Button } from "../../../../../components/Button.tsx";
import { EmptyState } from "../../../../../components/EmptyState.tsx";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { burnDownQuestion } from "../../../../../budgets/burn_down.ts";
import { budgetsQuery } from "../../../../../graphql/documents/budgets.ts";
import { queryOutcome } from "../../../../../graphql/outcome.ts";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { sectionPath } from "../../../../../session/places.ts";
import { define } from "../../../../../state.ts";
import BurnDown from "./(_islands)/BurnDown.tsx";

const PAGE_ROWS = 20;
const SPENDERS = 10;

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, tenant, dependencies } = ctx.state;
    const after = ctx.url.searchParams.get("after");
    const variables = { tenantId: tenant.id, first: PAGE_ROWS, spenders: SPENDERS, ...(after !== null && { after }) };
    const outcome = queryOutcome(await client.query(budgetsQuery, variables).toPromise());
    if (outcome.kind === "failed") throw httpErrorOf(outcome);
    return page({ budgets: outcome.data.budgets, isFirst: after === null, nowMs: dependencies.clock.now() });
  },
});

export default define.page<typeof handlers>(({ data: { budgets, isFirst, nowMs }, state }) => {
  const { tenant, place } = state;
  const path = sectionPath("budgets", place!)!;
  const { hasNextPage, endCursor } = budgets.pageInfo;
  return (
    <>
      <PageHeader
        title="Budgets"
        intro={`What may be spent, and what was, in periods of ${tenant.timeZone}.`}
        actions={<Button href={sectionPath("policies", place!)!}>Policies</Button>}
      />
      {budgets.edges.length === 0 && isFirst
        ? (
          <EmptyState
            title="No limit on money"
            action={<Button href={sectionPath("policies", place!)!} tone="primary">Make a policy</Button>}
          >
            A policy with a limit on what may be spent is a budget, once it is published; so is a limit of an API key’s
            own.
          </EmptyState>
        )
        : (
          <BudgetTable
            edges={budgets.edges}
            policiesHref={sectionPath("policies", place!)!}
            burnDown={(budget) => {
              const question = burnDownQuestion(budget, tenant.timeZone);
              if (question === null) return null;
              const { topSpenders: _, ...told } = budget;
              return <BurnDown {...{ question, nowMs }} budget={told} tenantId={tenant.id} zone={tenant.timeZone} />;
            }}
          />
        )}
      {(!isFirst || hasNextPage) && (
        <nav aria-label="Pages of budgets" class="mt-3 flex justify-end gap-2">
          {!isFirst && <Button href={path}>First page</Button>}
          {hasNextPage && endCursor !== null && (
            <Button href={`${path}?${new URLSearchParams({ after: endCursor })}`} rel="next">More budgets</Button>
          )}
        </nav>
      )}
    </>
  );
});
