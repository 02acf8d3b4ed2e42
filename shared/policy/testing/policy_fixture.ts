import { ASSUMED_OUTPUT_TOKENS, type Limit, type Policy } from "../../contracts/policy.ts";
import type { TargetNode } from "../../contracts/route_tree.ts";
import type { PolicyRequest } from "../policy_evaluation.ts";

export const PROJECT = "01890a5d-ac96-774b-bcce-b302099a8001";
export const KEY = "01890a5d-ac96-774b-bcce-b302099a8002";

/** An id that ends in this number. */
export function idOf(number: number): string {
  return `01890a5d-ac96-774b-bcce-${String(number).padStart(12, "0")}`;
}

/** A blocking policy on the tenant, unless `changes` say otherwise. */
export function policyOf(limits: Limit[], changes: Partial<Policy> = {}): Policy {
  return {
    id: idOf(1),
    name: "team blue",
    scope: { type: "tenant" },
    limits,
    assumedOutputTokens: ASSUMED_OUTPUT_TOKENS,
    action: "block",
    onLimiterLoss: "open",
    ...changes,
  };
}

/** `provider/model` as a target. */
export function targetOf(name: string): TargetNode {
  const slash = name.indexOf("/");
  return { type: "target", provider: name.slice(0, slash), model: name.slice(slash + 1) };
}

/** A request for `chat`, which leads to `openai/gpt-4o`: 100 input tokens, at most 50 output tokens, 1 nano-dollar each. */
export function requestOf(
  { subject, key, ...rest }: Partial<Omit<PolicyRequest, "subject" | "key">> & {
    subject?: Partial<PolicyRequest["subject"]>;
    key?: Partial<PolicyRequest["key"]>;
  } = {},
): PolicyRequest {
  const targets = [targetOf("openai/gpt-4o")];
  return {
    subject: { projectId: PROJECT, apiKeyId: KEY, endUser: null, modelAsked: "chat", targets, ...subject },
    key: { apiKeyId: KEY, name: "laptop", limits: [], ...key },
    inputTokens: 100,
    outputTokensMax: 50,
    price: (_target, { input, output }) => input + output,
    nowMs: Date.parse("2026-11-26T12:34:56Z"),
    ...rest,
  };
}
