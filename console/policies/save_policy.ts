import type { Client } from "@urql/core";
import { checkName } from "../forms/check_name.ts";
import type { FormErrors } from "../forms/form_errors.ts";
import type { FormValues } from "../forms/read_text.ts";
import { refused, type Saved } from "../forms/saved.ts";
import {
  archivePolicyMutation,
  createPolicyMutation,
  restorePolicyMutation,
  updatePolicyMutation,
} from "../graphql/documents/policies.ts";
import type { Failure } from "../graphql/failure.ts";
import { mutationOutcome } from "../graphql/outcome.ts";
import { atLimitFields, type CheckedLimits, checkLimits } from "../limits/limit_input.ts";
import { type Policy, POLICY_FIELDS, type PolicyValues, readPolicyForm } from "./policy_values.ts";

interface SavePolicyOptions {
  tenantId: string;
  /** The policy and what its editor has seen of it; null for a new one. */
  edited: { id: string; version: number } | null;
}

export type SavedPolicy = Saved<Policy> & { values: PolicyValues };

/** Makes or changes a policy of the draft, or tells what is wrong with the form. */
export async function savePolicy(
  client: Client,
  { tenantId, edited }: SavePolicyOptions,
  form: FormValues,
): Promise<SavedPolicy> {
  const values = readPolicyForm(form);
  const limits = checkLimits(values.limits);
  const errors = checkPolicy(values, limits);
  if (errors !== null) return { kind: "refused", errors, values };
  const input = { ...policyInput(values), limits: limits.limits };
  const outcome = edited === null
    ? mutationOutcome(
      await client.mutation(createPolicyMutation, { input: { tenantId, ...input } }).toPromise(),
      (data) => data.createPolicy,
    )
    : mutationOutcome(
      await client.mutation(updatePolicyMutation, { input: { ...edited, ...input } }).toPromise(),
      (data) => data.updatePolicy,
    );
  if (outcome.kind === "done") return { kind: "saved", row: outcome.payload.policy, values };
  return { ...refused(atFields(atLimitFields(outcome, limits.fields)), POLICY_FIELDS), values };
}

/** What is wrong with a form before anything is sent; null when nothing is. */
export function checkPolicy(values: PolicyValues, { limits, problems }: CheckedLimits): FormErrors | null {
  const fields: Record<string, string> = { ...problems };
  const name = checkName(values.name);
  if (name !== null) fields["name"] = name;
  if (values.scopeType === "PROJECT" && values.projectId === "") fields["projectId"] = "Choose the project.";
  if (values.scopeType === "MODEL" && values.model === "") fields["model"] = "Name the model or the route.";
  if (!isWhole(values.assumedOutputTokens, 1, 1_000_000)) {
    fields["assumedOutputTokens"] = "A whole number from 1 to 1,000,000.";
  }
  const shares = sharesOf(values.warnAtPercent);
  if (shares.length > 10 || !shares.every((share) => isWhole(share, 1, 100)) || new Set(shares).size < shares.length) {
    fields["warnAtPercent"] = "At most 10 different whole numbers from 1 to 100.";
  }
  const message = limits.length > 0 || Object.keys(problems).length > 0 ? null : "Set one limit at least.";
  return message === null && Object.keys(fields).length === 0 ? null : { message, fields };
}

/** Takes a policy out of use, or back into it; in the draft. */
export async function movePolicy(
  client: Client,
  action: "archive" | "restore",
  { id, version }: Pick<Policy, "id" | "version">,
): Promise<{ kind: "saved"; row: Policy } | Failure> {
  const variables = { input: { id, version } };
  const outcome = action === "archive"
    ? mutationOutcome(await client.mutation(archivePolicyMutation, variables).toPromise(), (data) => data.archivePolicy)
    : mutationOutcome(
      await client.mutation(restorePolicyMutation, variables).toPromise(),
      (data) => data.restorePolicy,
    );
  return outcome.kind === "failed" ? outcome : { kind: "saved", row: outcome.payload.policy };
}

function policyInput(values: PolicyValues) {
  const { name, action, onLimiterLoss, scopeType: type, projectId, apiKeyId, model } = values;
  const scope = {
    type,
    ...(projectId !== "" && (type === "PROJECT" || type === "END_USER" || type === "MODEL") && { projectId }),
    ...(apiKeyId !== "" && type === "API_KEY" && { apiKeyId }),
    ...(type === "MODEL" && { model }),
  };
  return {
    name,
    action,
    onLimiterLoss,
    scope,
    assumedOutputTokens: Number(values.assumedOutputTokens),
    warnAtPercent: sharesOf(values.warnAtPercent).map(Number),
  };
}

function sharesOf(text: string): string[] {
  return text.split(/[\s,%]+/).filter((share) => share !== "");
}

function isWhole(text: string, min: number, max: number): boolean {
  return /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max;
}

/** What is wrong with a scope, at the field that says that part of it. */
function atFields(failure: Failure): Failure {
  const issues = failure.issues.map(({ path, message }) => ({
    path: path[0] === "scope" ? [path[1] ?? "scopeType"] : path[0] === "action" ? ["policyAction"] : path,
    message,
  }));
  return { ...failure, issues };
}
