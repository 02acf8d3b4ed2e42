import { spendPeriod } from "../../shared/contracts/policy.ts";
import { authorize } from "../authorization/authorize.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId, encodeGlobalId } from "../graphql/global_id.ts";
import { SpendPeriodEnum } from "../policies/limit_schema.ts";
import { dollars } from "./warning_event.ts";

const BudgetWarningNode = builder.prismaNode("BudgetWarning", {
  description: "A share of a budget that was reached: once for each counter, period, share and limit.",
  id: { field: "id" },
  authScopes: (warning) => ({ can: { action: "budget_warning.read", tenantId: warning.tenantId } }),
  fields: (t) => ({
    name: t.exposeString("name", { description: "What the policy was called, or the key whose own limit it is." }),
    policyId: t.id({
      nullable: true,
      description: "The policy whose limit it is; null for a key's own.",
      resolve: ({ policyId }) => policyId && encodeGlobalId("Policy", policyId),
    }),
    apiKeyId: t.id({
      nullable: true,
      description: "The key whose own limit it is; null for a policy's.",
      resolve: ({ apiKeyId }) => apiKeyId && encodeGlobalId("ApiKey", apiKeyId),
    }),
    scope: t.exposeString("scope", {
      description: "Whom the limit counts: `tenant`, `project`, `api_key`, `end_user` or `model`.",
    }),
    subject: t.exposeString("subject", {
      nullable: true,
      description:
        "Whose counter it is: the UUID of a project or key, an end user or a model; null for a tenant, and where the " +
        "name is so long that only a digest of it is kept.",
    }),
    period: t.field({
      type: SpendPeriodEnum,
      description: "What the budget is for.",
      resolve: ({ period }) => spendPeriod.parse(period),
    }),
    periodStart: t.expose("periodStart", { type: "DateTime", description: "When the period began." }),
    periodEnd: t.expose("periodEnd", { type: "DateTime", description: "When it ends." }),
    sharePercent: t.exposeInt("sharePercent", { description: "The share that was reached, in percent." }),
    limitNanoUsd: t.expose("limitNanoUsd", { type: "BigInt", description: "The budget then, nano-dollars." }),
    limitUsd: t.string({
      description: "The budget then, dollars in decimal.",
      resolve: ({ limitNanoUsd }) => dollars(limitNanoUsd),
    }),
    spentNanoUsd: t.expose("spentNanoUsd", {
      type: "BigInt",
      description: "What was spent when it was noticed, nano-dollars.",
    }),
    spentUsd: t.string({
      description: "What was spent when it was noticed, dollars in decimal.",
      resolve: ({ spentNanoUsd }) => dollars(spentNanoUsd),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was noticed." }),
  }),
});

builder.queryField("budgetWarnings", (t) =>
  t.prismaConnection({
    type: BudgetWarningNode,
    cursor: "id",
    description: "Shares of a tenant's budgets that were reached, the latest first.",
    args: { tenantId: t.arg.id({ required: true, description: "The tenant." }) },
    resolve: (query, _root, args, { actor, dependencies }) => {
      const tenantId = decodeGlobalId("Tenant", args.tenantId, "tenantId");
      authorize(actor, "budget_warning.read", tenantId);
      return dependencies.db.budgetWarning.findMany({ ...query, where: { tenantId }, orderBy: { id: "desc" } });
    },
  }));
