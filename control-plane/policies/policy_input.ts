import { z } from "zod";
import { policy } from "../../shared/contracts/policy.ts";
import { displayNameInput, versionInput } from "../input_fields.ts";

/** Shares of a budget at which a warning is sent, in percent, where nothing else is said. */
export const WARN_AT_PERCENT = [50, 80, 100];

const WARNINGS_MAX = 10;

const warnAtPercent = z.array(z.int().min(1).max(100)).max(WARNINGS_MAX)
  .refine((shares) => new Set(shares).size === shares.length, "names a share twice")
  .transform((shares) => shares.toSorted((a, b) => a - b));

const { scope, limits, action, onLimiterLoss, assumedOutputTokens } = policy.shape;

/** Everything that a policy is made of; what may be left out has its default. */
export const newPolicy = z.object({
  name: displayNameInput,
  scope,
  limits,
  action,
  onLimiterLoss,
  assumedOutputTokens,
  warnAtPercent: warnAtPercent.default(WARN_AT_PERCENT),
});

/** Changes to a policy: what is left out stays. */
export const policyChanges = z.object({
  name: displayNameInput.optional(),
  scope: scope.optional(),
  limits: limits.optional(),
  action: action.optional(),
  onLimiterLoss: onLimiterLoss.optional(),
  assumedOutputTokens: assumedOutputTokens.unwrap().optional(),
  warnAtPercent: warnAtPercent.optional(),
  version: versionInput,
});

/** A policy that is taken back into use; the name is the old one's unless given. */
export const policyRestoring = z.object({ name: displayNameInput.optional(), version: versionInput });
