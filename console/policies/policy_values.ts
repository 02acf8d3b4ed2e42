import { type FormValues, readText } from "../forms/read_text.ts";
import type { policyFragment } from "../graphql/documents/policies.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { LIMIT_FIELDS, type LimitValues, limitValues, NO_LIMITS, readLimitFields } from "../limits/limit_values.ts";

export type Policy = ResultOf<typeof policyFragment>;

/** The fields of a policy as they are filled in. */
export interface PolicyValues {
  name: string;
  scopeType: Policy["scope"]["type"];
  /** A global id; empty for all of them. */
  projectId: string;
  apiKeyId: string;
  model: string;
  action: Policy["action"];
  onLimiterLoss: Policy["onLimiterLoss"];
  assumedOutputTokens: string;
  warnAtPercent: string;
  limits: LimitValues;
}

export const POLICY_FIELDS = [
  "name",
  "scopeType",
  "projectId",
  "apiKeyId",
  "model",
  "policyAction",
  "onLimiterLoss",
  "assumedOutputTokens",
  "warnAtPercent",
  ...LIMIT_FIELDS,
] as const;

export const SCOPE_TYPES = ["TENANT", "PROJECT", "API_KEY", "END_USER", "MODEL"] as const;
export const ACTIONS = ["BLOCK", "OBSERVE"] as const;
export const LOSS_CHOICES = ["LOCAL_SLICE", "OPEN", "CLOSED"] as const;

export const NEW_POLICY: PolicyValues = {
  name: "",
  scopeType: "TENANT",
  projectId: "",
  apiKeyId: "",
  model: "",
  action: "BLOCK",
  onLimiterLoss: "LOCAL_SLICE",
  assumedOutputTokens: "1024",
  warnAtPercent: "50, 80, 100",
  limits: NO_LIMITS,
};

export function policyValues(policy: Policy): PolicyValues {
  const { name, scope, action, onLimiterLoss, assumedOutputTokens, warnAtPercent, limits } = policy;
  return {
    name,
    scopeType: scope.type,
    projectId: scope.project?.id ?? "",
    apiKeyId: scope.apiKey?.id ?? "",
    model: scope.model ?? "",
    action,
    onLimiterLoss,
    assumedOutputTokens: String(assumedOutputTokens),
    warnAtPercent: warnAtPercent.join(", "),
    limits: limitValues(limits),
  };
}

export function readPolicyForm(form: FormValues): PolicyValues {
  const text = (name: string) => readText(form, name);
  const oneOf = <Value extends string>(values: readonly Value[], name: string) =>
    values.find((value) => value === text(name)) ?? values[0]!;
  return {
    name: text("name"),
    scopeType: oneOf(SCOPE_TYPES, "scopeType"),
    projectId: text("projectId"),
    apiKeyId: text("apiKeyId"),
    model: text("model"),
    action: oneOf(ACTIONS, "policyAction"),
    onLimiterLoss: oneOf(LOSS_CHOICES, "onLimiterLoss"),
    assumedOutputTokens: text("assumedOutputTokens"),
    warnAtPercent: text("warnAtPercent"),
    limits: readLimitFields(form),
  };
}
