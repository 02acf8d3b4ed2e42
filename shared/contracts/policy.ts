import { z } from "zod";
import { addressableName, displayName, uuid } from "./identifiers.ts";
import { nanoUsd } from "./money.ts";

/** Whom a policy counts: each distinct tenant, project, key, end user or model has counters of its own. */
export const policyScope = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("tenant") }),
  z.strictObject({ type: z.literal("project"), projectId: uuid }),
  z.strictObject({ type: z.literal("api_key"), apiKeyId: uuid.optional() }),
  z.strictObject({ type: z.literal("end_user"), projectId: uuid.optional() }),
  z.strictObject({ type: z.literal("model"), model: z.string().min(1).max(256), projectId: uuid.optional() }),
]);
export type PolicyScope = z.infer<typeof policyScope>;

/** A calendar period in the tenant's time zone. */
export const spendPeriod = z.enum(["hour", "day", "month"]);
export type SpendPeriod = z.infer<typeof spendPeriod>;

const count = z.int().min(0).max(1_000_000_000);

/** One limit. Counts are whole numbers; money is nano-dollars. */
export const limit = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("requests_per_minute"), max: count }),
  z.strictObject({ type: z.literal("tokens_per_minute"), max: count }),
  z.strictObject({ type: z.literal("concurrent_requests"), max: count }),
  z.strictObject({ type: z.literal("spend"), period: spendPeriod, maxNanoUsd: nanoUsd }),
  z.strictObject({ type: z.literal("max_tokens_per_request"), max: count }),
  z.strictObject({ type: z.literal("allowed_models"), models: z.array(z.string().min(1).max(256)).min(1).max(256) }),
  z.strictObject({ type: z.literal("allowed_providers"), providers: z.array(addressableName).min(1).max(64) }),
]);
export type Limit = z.infer<typeof limit>;

/** Two limits on one counter: the laxer of them would mean nothing. */
function refuseRepeated(limits: readonly Limit[], context: z.RefinementCtx): void {
  const names = new Set<string>();
  for (const [index, one] of limits.entries()) {
    const name = one.type === "spend" ? `${one.type} for the ${one.period}` : one.type;
    if (names.has(name)) {
      context.addIssue({ code: "custom", path: [index], message: `${name} may be limited only once` });
    }
    names.add(name);
  }
}

/** The limits of a policy, or of a key by itself. */
export const limitList = z.array(limit).max(16).superRefine(refuseRepeated);

/** `block` refuses what exceeds a limit; `observe` lets it pass and records the verdict. */
export const policyAction = z.enum(["block", "observe"]);

/**
 * What a policy does when its counters cannot be known: `open` admits, `closed` refuses, `local_slice` admits within the
 * limit divided by the number of live gateways.
 */
export const onLimiterLoss = z.enum(["open", "closed", "local_slice"]);

/** The output tokens assumed where a request names no maximum. */
export const ASSUMED_OUTPUT_TOKENS = 1_024;

export const policy = z.strictObject({
  id: uuid,
  name: displayName,
  scope: policyScope,
  limits: limitList.min(1),
  assumedOutputTokens: z.int().min(1).max(1_000_000).default(ASSUMED_OUTPUT_TOKENS),
  action: policyAction,
  onLimiterLoss,
});
export type Policy = z.infer<typeof policy>;

/** What a policy said of one request. */
export const policyVerdict = z.strictObject({
  policyId: uuid,
  limit: z.string().max(64),
  verdict: z.enum(["allowed", "denied", "observed", "unknown_open", "unknown_closed", "local_slice"]),
  counterKey: z.string().max(256).optional(),
  remaining: z.number().optional(),
  resetAt: z.int().optional(),
});
export type PolicyVerdict = z.infer<typeof policyVerdict>;
