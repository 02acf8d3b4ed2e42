import { resolveCursorConnection, type ResolveCursorConnectionArgs } from "@pothos/plugin-relay";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { SpendPeriodEnum } from "../policies/limit_schema.ts";
import {
  type BudgetComparison,
  comparisonCursor,
  type DayCost,
  differs,
  readDayCost,
  readReconciliation,
} from "./budget_reconciliation.ts";
import type { CalendarDay } from "./calendar_day.ts";
import { repairBudgets } from "./repair_budgets.ts";

const PAGE_DEFAULT = 50;
const PAGE_MAX = 200;
/** One costs as much as many fields: it reads every record of the day's periods, and of the day. */
const RECONCILIATION_COMPLEXITY = 10_000;

const BudgetComparisonType = builder.objectRef<BudgetComparison>("BudgetComparison").implement({
  description: "One counter of a budget in one period, as the records, the database and the ledger have it.",
  fields: (t) => ({
    counterKey: t.exposeString("counterKey", { description: "The counter, as records' charges name it." }),
    period: t.expose("period", { type: SpendPeriodEnum, description: "What kind of period it is." }),
    periodStart: t.expose("periodStart", { type: "DateTime", description: "When the period began." }),
    periodEnd: t.expose("periodEnd", { type: "DateTime", description: "When it ends." }),
    recordsNanoUsd: t.expose("recordsNanoUsd", {
      type: "BigInt",
      description: "The sum of the charges of the records that are kept.",
    }),
    recordsComplete: t.exposeBoolean("recordsComplete", {
      description: "Whether every record of the period is kept; if not, the records do not count.",
    }),
    spendNanoUsd: t.expose("spendNanoUsd", {
      type: "BigInt",
      description: "The sum that was kept as the records came, from which the ledger is rebuilt.",
    }),
    ledgerNanoUsd: t.field({
      type: "BigInt",
      nullable: true,
      description:
        "What the ledger has settled: ahead of the sum by the requests whose records are on their way. Null " +
        "when the period is over, or the ledger cannot be read now.",
      resolve: ({ ledger }) => ledger?.settledNanoUsd,
    }),
    reservedNanoUsd: t.field({
      type: "BigInt",
      nullable: true,
      description: "What the ledger holds for requests under way.",
      resolve: ({ ledger }) => ledger?.reservedNanoUsd,
    }),
    differs: t.boolean({ description: "Whether those that can be compared do not all agree.", resolve: differs }),
  }),
});

const DayCostType = builder.objectRef<DayCost>("DayCost").implement({
  description: "What a tenant's requests of a day cost, by their records.",
  fields: (t) => ({
    costNanoUsd: t.expose("costNanoUsd", { type: "BigInt", description: "The sum of all costs that are known." }),
    requests: t.exposeInt("requests", { description: "How many requests there were." }),
    unpricedRequests: t.exposeInt("unpricedRequests", { description: "Those of models without a known price." }),
  }),
});

/** What the connection has beside its page. */
interface ReconciledDay {
  tenantId: string;
  day: CalendarDay;
}

const BudgetReconciliation = builder.connectionObject({
  type: BudgetComparisonType,
  name: "BudgetReconciliationConnection",
  fields: (t) => ({
    from: t.field({
      type: "DateTime",
      description: "When the day began in the tenant's time zone.",
      resolve: (connection) => reconciledDay(connection).day.from,
    }),
    until: t.field({
      type: "DateTime",
      description: "When it ended or ends.",
      resolve: (connection) => reconciledDay(connection).day.until,
    }),
    cost: t.field({
      type: DayCostType,
      description: "What the requests of the day cost.",
      resolve: (connection, _args, { dependencies }) => {
        const { tenantId, day } = reconciledDay(connection);
        return readDayCost(dependencies.db, tenantId, day);
      },
    }),
  }),
}, { name: "BudgetReconciliationEdge" });

function reconciledDay(connection: object): ReconciledDay {
  return (connection as { reconciled: ReconciledDay }).reconciled;
}

builder.queryField("budgetReconciliation", (t) =>
  t.field({
    type: BudgetReconciliation,
    complexity: ({ first }) => ({
      field: RECONCILIATION_COMPLEXITY,
      multiplier: Math.min(Math.max(first ?? PAGE_DEFAULT, 1), PAGE_MAX),
    }),
    description:
      "Holds what a tenant's budgets were charged against the records and the ledger: every counter with a " +
      "period of which a part lies in the day.",
    args: {
      tenantId: t.arg.id({ required: true, description: "The tenant." }),
      day: t.arg.string({ required: true, description: "The day in the tenant's time zone, `2026-01-31`." }),
      first: t.arg.int({ description: `How many; ${PAGE_DEFAULT} by default, ${PAGE_MAX} at most.` }),
      after: t.arg.string({ description: "Only what comes after this cursor." }),
    },
    resolve: async (_root, { tenantId: id, day, ...args }, context) => {
      const tenantId = decodeGlobalId("Tenant", id, "tenantId");
      let reconciled: ReconciledDay | null = null;
      const connection = await resolveCursorConnection(
        { args, defaultSize: PAGE_DEFAULT, maxSize: PAGE_MAX, toCursor: comparisonCursor },
        async ({ after, limit }: ResolveCursorConnectionArgs) => {
          const { day: calendar, comparisons } = await readReconciliation(context, { tenantId, day }, { after, limit });
          reconciled = { tenantId, day: calendar };
          return comparisons;
        },
      );
      return { ...connection, reconciled };
    },
  }));

builder.relayMutationField("repairBudgets", {
  description: "Which budgets to repair.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant." }),
    day: t.string({
      required: true,
      description: "The day in the tenant's time zone, `2026-01-31`: all periods of which a part lies in it.",
    }),
  }),
}, {
  description: "Sets what budgets were charged to what the records say, where all of them are kept, and builds the " +
    "tenant's ledger anew from it. Windows of a minute and places of concurrent requests begin anew with it.",
  complexity: RECONCILIATION_COMPLEXITY,
  errors: {},
  resolve: (_root, { input }, context) =>
    repairBudgets(context, { tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId"), day: input.day }),
}, {
  description: "The budgets were repaired.",
  outputFields: (t) => ({
    corrected: t.int({
      description: "How many sums did not agree with the records; the audit trail names the first hundred.",
      resolve: ({ corrected }) => corrected.length,
    }),
  }),
});
