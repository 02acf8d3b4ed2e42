import type { z } from "zod";
import { limit as limitContract } from "../../shared/contracts/policy.ts";
import { sentence } from "../forms/form_errors.ts";
import type { createPolicyMutation } from "../graphql/documents/policies.ts";
import type { Failure } from "../graphql/failure.ts";
import type { VariablesOf } from "../graphql/graphql.ts";
import { LIMIT_FIELDS, type LimitField, type LimitValues } from "./limit_values.ts";
import { readUsd } from "./usd_text.ts";

export type LimitInput = VariablesOf<typeof createPolicyMutation>["input"]["limits"][number];

export interface CheckedLimits {
  limits: LimitInput[];
  /** The field of each limit, in their order. */
  fields: LimitField[];
  /** What is wrong, by field. */
  problems: Partial<Record<LimitField, string>>;
}

/** What fields ask for, held against the contract that the API holds it against. */
export function checkLimits(values: LimitValues): CheckedLimits {
  const checked: CheckedLimits = { limits: [], fields: [], problems: {} };
  for (const field of LIMIT_FIELDS) {
    if (values[field] === "") continue;
    const read = readLimit(field, values[field]);
    if (typeof read === "string") {
      checked.problems[field] = read;
      continue;
    }
    const issue = limitContract.safeParse(read).error?.issues[0];
    if (issue !== undefined) checked.problems[field] = sentence(issue.message);
    checked.limits.push(asInput(read));
    checked.fields.push(field);
  }
  return checked;
}

/** The API's issues with a list of limits, at the fields that these were read from. */
export function atLimitFields(failure: Failure, fields: readonly LimitField[]): Failure {
  const issues = failure.issues.map(({ path, message }) => {
    const field = path[0] === "limits" ? fields[Number(path[1])] : undefined;
    return { path: field === undefined ? path : [field], message };
  });
  return { ...failure, issues };
}

type ContractLimit = z.infer<typeof limitContract>;

/** A limit, or what is wrong with the text. */
function readLimit(field: LimitField, text: string): ContractLimit | string {
  switch (field) {
    case "allowedModels":
      return { type: "allowed_models", models: readNames(text) };
    case "allowedProviders":
      return { type: "allowed_providers", providers: readNames(text) };
    case "spendHour":
    case "spendDay":
    case "spendMonth": {
      const amount = readUsd(text);
      return amount === null
        ? "An amount of US dollars, like 12.50."
        : { type: "spend", period: PERIODS[field], maxNanoUsd: Number(amount) };
    }
    default: {
      const max = /^\d[\d,_ ]{0,15}$/.test(text) ? Number(text.replace(/[,_ ]/g, "")) : null;
      return max === null ? "A whole number." : { type: COUNTED[field], max };
    }
  }
}

const PERIODS = { spendHour: "hour", spendDay: "day", spendMonth: "month" } as const;
const COUNTED = {
  requestsPerMinute: "requests_per_minute",
  tokensPerMinute: "tokens_per_minute",
  concurrentRequests: "concurrent_requests",
  maxTokensPerRequest: "max_tokens_per_request",
} as const;

function readNames(text: string): string[] {
  return [...new Set(text.split(/[\n,]/).map((name) => name.trim()).filter((name) => name !== ""))];
}

function asInput(read: ContractLimit): LimitInput {
  const type = read.type.toUpperCase() as LimitInput["type"];
  if (read.type === "spend") {
    const period = read.period.toUpperCase() as NonNullable<LimitInput["period"]>;
    return { type, period, maxNanoUsd: String(read.maxNanoUsd) };
  }
  const { type: _, ...rest } = read;
  return { type, ...rest };
}
