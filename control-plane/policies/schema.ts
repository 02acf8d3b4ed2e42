import { policy as policyContract } from "../../shared/contracts/policy.ts";
import { authorize } from "../authorization/authorize.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { Versioned } from "../graphql/versioned.ts";
import { LimitType } from "./limit_schema.ts";
import { PolicyScopeType } from "./scope_schema.ts";

export const PolicyActionEnum = builder.enumType("PolicyAction", {
  description: "What happens to a request that exceeds a limit.",
  values: {
    BLOCK: { value: "block", description: "It is refused." },
    OBSERVE: { value: "observe", description: "It passes, and its record says so." },
  } as const,
});

export const OnLimiterLossEnum = builder.enumType("OnLimiterLoss", {
  description: "What a policy does while its counters cannot be known.",
  values: {
    OPEN: { value: "open", description: "Requests pass." },
    CLOSED: { value: "closed", description: "Requests are refused." },
    LOCAL_SLICE: {
      value: "local_slice",
      description: "Each gateway lets pass the limit divided by the number of live gateways.",
    },
  } as const,
});

export const PolicyNode = builder.prismaNode("Policy", {
  description: "Limits and budgets, and whom they count. The tightest of all that apply wins.",
  id: { field: "id" },
  interfaces: [Versioned],
  authScopes: (policy) => ({ can: { action: "policy.read", tenantId: policy.tenantId } }),
  fields: (t) => ({
    name: t.exposeString("name", { description: "As answers and records tell it; unique within the tenant." }),
    scope: t.field({
      type: PolicyScopeType,
      description: "Whom it counts.",
      resolve: ({ scope }) => policyContract.shape.scope.parse(scope),
    }),
    limits: t.field({
      type: [LimitType],
      description: "What it allows them.",
      resolve: ({ limits }) => policyContract.shape.limits.parse(limits),
    }),
    action: t.expose("action", { type: PolicyActionEnum, description: "What happens to what exceeds a limit." }),
    onLimiterLoss: t.expose("onLimiterLoss", {
      type: OnLimiterLossEnum,
      description: "What happens while its counters cannot be known.",
    }),
    assumedOutputTokens: t.exposeInt("assumedOutputTokens", {
      description: "The output tokens that are reserved for a request which names no maximum.",
    }),
    warnAtPercent: t.exposeIntList("warnAtPercent", {
      description: "Shares of its budgets, in percent, at which a warning is sent, the least first.",
    }),
    tenant: t.relation("tenant", { description: "Whose it is." }),
  }),
});

builder.queryField("policies", (t) =>
  t.prismaConnection({
    type: PolicyNode,
    cursor: "id",
    description: "A tenant's policies as the draft has them, the oldest first.",
    args: {
      tenantId: t.arg.id({ required: true, description: "The tenant." }),
      includeArchived: t.arg.boolean({ description: "Also those out of use.", defaultValue: false }),
    },
    resolve: (query, _root, args, { actor, dependencies }) => {
      const tenantId = decodeGlobalId("Tenant", args.tenantId, "tenantId");
      authorize(actor, "policy.read", tenantId);
      const where = args.includeArchived ? { tenantId } : { tenantId, archivedAt: null };
      return dependencies.db.policy.findMany({ ...query, where, orderBy: { id: "asc" } });
    },
  }));

builder.prismaObjectFields("Tenant", (t) => ({
  policies: t.relatedConnection("policies", {
    cursor: "id",
    description: "The tenant's policies as the draft has them, the oldest first.",
    args: { includeArchived: t.arg.boolean({ description: "Also those out of use.", defaultValue: false }) },
    query: ({ includeArchived }) => ({ where: includeArchived ? {} : { archivedAt: null }, orderBy: { id: "asc" } }),
    authScopes: (tenant) => ({ can: { action: "policy.read", tenantId: tenant.id } }),
  }),
}));
