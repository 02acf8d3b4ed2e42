import { resolveCursorConnection, type ResolveCursorConnectionArgs } from "@pothos/plugin-relay";
import { ApiKeyNode } from "../api-keys/schema.ts";
import { builder } from "../graphql/builder.ts";
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from "../graphql/field_complexity.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { loadApiKey } from "../logs/log_relations.ts";
import { SpendPeriodEnum } from "../policies/limit_schema.ts";
import { PolicyActionEnum, PolicyNode } from "../policies/schema.ts";
import { PolicyScopeType } from "../policies/scope_schema.ts";
import { type Budget, budgetCursor, isPerEach } from "./budget.ts";
import { type BudgetState, readBudgetStates, readTopSpenders, spenderCursor } from "./budget_states.ts";
import { listBudgets } from "./list_budgets.ts";

const StateSourceEnum = builder.enumType("BudgetStateSource", {
  description: "What tells how much was spent.",
  values: {
    LEDGER: { description: "The ledger that gateways reserve in." },
    RECORDS: {
      description: "The sums of the records: the ledger cannot be asked now. Requests under way are not in them.",
    },
  } as const,
});

const BudgetStateType = builder.objectRef<BudgetState>("BudgetState").implement({
  description: "How one counter of a budget stands in the period under way. Amounts are nano-dollars.",
  fields: (t) => ({
    apiKey: t.field({
      type: ApiKeyNode,
      nullable: true,
      description: "The API key that it is about, of a budget of each key.",
      resolve: ({ apiKeyId }, _args, context) => apiKeyId === null ? null : loadApiKey(context, apiKeyId),
    }),
    endUser: t.exposeString("endUser", {
      nullable: true,
      description:
        "The end user, of a budget of each; null where only a digest of a long name is kept, or it was erased.",
    }),
    counterKey: t.exposeString("counterKey", { description: "The counter, as records' charges name it." }),
    source: t.field({
      type: StateSourceEnum,
      description: "What tells how much was spent.",
      resolve: ({ reservedNanoUsd }) => reservedNanoUsd === null ? "RECORDS" : "LEDGER",
    }),
    spentNanoUsd: t.expose("spentNanoUsd", { type: "BigInt", description: "What was spent." }),
    reservedNanoUsd: t.expose("reservedNanoUsd", {
      type: "BigInt",
      nullable: true,
      description: "What requests under way hold; null while the ledger cannot be asked.",
    }),
    remainingNanoUsd: t.field({
      type: "BigInt",
      description: "What is left beside both, at least 0.",
      resolve: ({ maxNanoUsd, spentNanoUsd, reservedNanoUsd }) => {
        const left = maxNanoUsd - spentNanoUsd - (reservedNanoUsd ?? 0n);
        return left > 0n ? left : 0n;
      },
    }),
    share: t.float({
      nullable: true,
      description: "What was spent, as a share of what may be: 1 is all of it. Null of a budget of nothing.",
      resolve: ({ maxNanoUsd, spentNanoUsd }) => maxNanoUsd === 0n ? null : Number(spentNanoUsd) / Number(maxNanoUsd),
    }),
    forecastNanoUsd: t.expose("forecastNanoUsd", {
      type: "BigInt",
      nullable: true,
      description:
        "What will have been spent at the period's end if it goes on as it has so far in it; null in the period's " +
        "first fiftieth.",
    }),
  }),
});

const SpendersConnection = builder.connectionObject(
  { type: BudgetStateType, name: "BudgetSpendersConnection" },
  { name: "BudgetSpendersEdge" },
);

/** A budget of a page, whose states are asked for together. */
type ListedBudget = Budget & { states(): Promise<Map<string, BudgetState>> };

const BudgetType = builder.objectRef<ListedBudget>("Budget").implement({
  description: "A limit on money in a period, as gateways keep to it: a published policy's, or an API key's own.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "What the policy or the key is called." }),
    policy: t.prismaField({
      type: PolicyNode,
      nullable: true,
      description: "The policy in the draft; null for a key's own limit.",
      resolve: (query, { policyId }, _args, { dependencies }) =>
        policyId === null ? null : dependencies.db.policy.findUnique({ ...query, where: { id: policyId } }),
    }),
    apiKey: t.field({
      type: ApiKeyNode,
      nullable: true,
      description: "The API key whose own limit it is; null for a policy's.",
      resolve: ({ apiKeyId }, _args, context) => apiKeyId === null ? null : loadApiKey(context, apiKeyId),
    }),
    scope: t.field({ type: PolicyScopeType, description: "Whom it counts.", resolve: ({ scope }) => scope }),
    action: t.field({
      type: PolicyActionEnum,
      description: "What happens to a request beyond it.",
      resolve: ({ enforced }) => enforced ? "block" : "observe",
    }),
    period: t.expose("period", { type: SpendPeriodEnum, description: "In what period money is spent." }),
    periodStart: t.field({
      type: "DateTime",
      description: "When the period under way began.",
      resolve: ({ current }) => new Date(current.start),
    }),
    resetsAt: t.field({
      type: "DateTime",
      description: "When the next one begins.",
      resolve: ({ current }) => new Date(current.end),
    }),
    maxNanoUsd: t.field({
      type: "BigInt",
      description: "How much may be spent, in nano-dollars; of a budget of each by each.",
      resolve: ({ maxNanoUsd }) => BigInt(maxNanoUsd),
    }),
    perEach: t.boolean({
      description: "Whether each API key or end user has a counter of its own.",
      resolve: isPerEach,
    }),
    state: t.field({
      type: BudgetStateType,
      nullable: true,
      description: "How it stands; null of a budget that each has for itself.",
      resolve: async ({ counter, states }) => (await states()).get(counter.key) ?? null,
    }),
    topSpenders: t.field({
      type: SpendersConnection,
      description:
        "Of a budget that each has for itself: who has spent most in the period under way, by the sums of the " +
        "records. While they spend, pages may repeat somebody or pass them over.",
      args: {
        first: t.arg.int({ description: `How many; ${PAGE_SIZE_DEFAULT} by default, ${PAGE_SIZE_MAX} at most.` }),
        after: t.arg.string({ description: "Only who comes after this cursor." }),
      },
      resolve: (budget, args, context) =>
        resolveCursorConnection(
          { args, defaultSize: PAGE_SIZE_DEFAULT, maxSize: PAGE_SIZE_MAX, toCursor: spenderCursor },
          ({ after, limit }: ResolveCursorConnectionArgs) => readTopSpenders(context, budget, { after, limit }),
        ),
    }),
  }),
});

const BudgetsConnection = builder.connectionObject(
  { type: BudgetType, name: "BudgetsConnection" },
  { name: "BudgetsEdge" },
);

builder.queryField("budgets", (t) =>
  t.field({
    type: BudgetsConnection,
    description:
      "Every limit on money that gateways keep to, and how it stands: those of published policies first, then those " +
      "that API keys in use have for themselves.",
    args: {
      tenantId: t.arg.id({ required: true, description: "The tenant." }),
      first: t.arg.int({ description: `How many; ${PAGE_SIZE_DEFAULT} by default, ${PAGE_SIZE_MAX} at most.` }),
      after: t.arg.string({ description: "Only what comes after this cursor." }),
    },
    resolve: (_root, { tenantId: id, ...args }, context) => {
      const tenantId = decodeGlobalId("Tenant", id, "tenantId");
      return resolveCursorConnection(
        { args, defaultSize: PAGE_SIZE_DEFAULT, maxSize: PAGE_SIZE_MAX, toCursor: budgetCursor },
        async ({ after, limit }: ResolveCursorConnectionArgs) => {
          const budgets = await listBudgets(context, tenantId, { after, limit });
          let reading: Promise<Map<string, BudgetState>> | null = null;
          const states = () => reading ??= readBudgetStates(context, budgets);
          return budgets.map((budget): ListedBudget => ({ ...budget, states }));
        },
      );
    },
  }));
