import type { AnyVariables, Client, TypedDocumentNode } from "@urql/core";
import { budgetsQuery } from "../graphql/documents/budgets.ts";
import { fleetQuery } from "../graphql/documents/fleet.ts";
import {
  apiKeyNamesQuery,
  usageBreakdownQuery,
  usageChoicesQuery,
  usageOverviewQuery,
  usageTopQuery,
} from "../graphql/documents/usage.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { type QueryOutcome, queryOutcome } from "../graphql/outcome.ts";
import type { Tenant } from "../session/viewer.ts";
import type { DashboardView } from "./dashboard_view.ts";
import type { GroupNames } from "./group_names.ts";
import { breakdownVariables, overviewVariables, topVariables } from "./usage_variables.ts";

export const TOP_LISTS = ["model", "key", "provider", "route", "user"] as const;
export type TopListName = (typeof TOP_LISTS)[number];

/** What the server renders a dashboard from: each panel by itself, so that one that fails takes none with it. */
export interface DashboardData {
  overview: QueryOutcome<ResultOf<typeof usageOverviewQuery>>;
  /** Null while it is not said by which tag. */
  breakdown: QueryOutcome<ResultOf<typeof usageBreakdownQuery>> | null;
  top: Readonly<Record<TopListName, QueryOutcome<ResultOf<typeof usageTopQuery>>>>;
  names: GroupNames;
  providers: readonly string[];
  budgets: QueryOutcome<ResultOf<typeof budgetsQuery>>;
  fleet: QueryOutcome<ResultOf<typeof fleetQuery>>;
}

export async function readDashboard(
  client: Client,
  view: DashboardView,
  { tenant, nowMs }: { tenant: Tenant; nowMs: number },
): Promise<DashboardData> {
  const place = { tenantId: tenant.id, tenantZone: tenant.timeZone, nowMs };
  const ask = async <Data, Variables extends AnyVariables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ) => queryOutcome(await client.query(document, variables).toPromise());
  const breakdown = breakdownVariables(view, place);
  const [overview, parts, choices, budgets, fleet, ...tops] = await Promise.all([
    ask(usageOverviewQuery, overviewVariables(view, place)),
    breakdown && ask(usageBreakdownQuery, breakdown),
    ask(usageChoicesQuery, { slug: tenant.slug }),
    ask(budgetsQuery, { tenantId: tenant.id, first: BUDGETS, spenders: 1 }),
    ask(fleetQuery, { tenantId: tenant.id }),
    ...TOP_LISTS.map((name) => ask(usageTopQuery, topVariables(view, place, name))),
  ]);
  const top = Object.fromEntries(TOP_LISTS.map((name, index) => [name, tops[index]!])) as DashboardData["top"];
  // Names are a comfort: without them the rest is still right.
  const listed = choices.kind === "data" ? choices.data.tenant : null;
  const keys = Object.fromEntries((listed?.apiKeys.edges ?? []).map(({ node }) => [node.id, node.name]));
  const missing = missingKeys(view, top.key, keys);
  const more = missing.length === 0 ? null : await ask(apiKeyNamesQuery, { ids: missing });
  return {
    overview,
    breakdown: parts,
    top,
    names: {
      keys: { ...keys, ...keyNames(more) },
      projects: Object.fromEntries(tenant.projects.map(({ id, name }) => [id, name])),
    },
    providers: (listed?.providers.edges ?? []).map(({ node }) => node.name),
    budgets,
    fleet,
  };
}

/** As many as a card has room for. */
const BUDGETS = 5;
const IDS_MAX = 100;

function missingKeys(
  view: DashboardView,
  top: QueryOutcome<ResultOf<typeof usageTopQuery>>,
  known: Readonly<Record<string, string>>,
): string[] {
  const shown = top.kind === "data" ? top.data.usageSeries.map(({ group }) => group ?? "") : [];
  return [...new Set([...view.filter.key, ...shown])].filter((id) => id !== "" && !(id in known)).slice(0, IDS_MAX);
}

function keyNames(outcome: QueryOutcome<ResultOf<typeof apiKeyNamesQuery>> | null): Record<string, string> {
  if (outcome?.kind !== "data") return {};
  return Object.fromEntries(
    outcome.data.nodes.flatMap((node) => node?.__typename === "ApiKey" ? [[node.id, node.name]] : []),
  );
}
