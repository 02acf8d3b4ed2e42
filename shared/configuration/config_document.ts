import { z } from "zod";
import { bodyCapture } from "../contracts/body_capture.ts";
import { revisionRoute } from "../contracts/config_revision.ts";
import { addressableName, displayName, tokenId } from "../contracts/identifiers.ts";
import { policy } from "../contracts/policy.ts";
import { priceOverride } from "../contracts/price.ts";
import { providerBaseUrl } from "../contracts/provider_input.ts";
import { providerKind, providerSettings } from "../contracts/provider_kind.ts";
import { routeTree } from "../contracts/route_tree.ts";

/** The version of the format that this build writes and reads; `perpetuo` of a document. */
export const CONFIG_DOCUMENT_VERSION = 1;

/** Where a provider's key is found by who applies the document: never the key itself. */
const apiKeyFrom = z.strictObject({
  env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "the name of an environment variable"),
});

const documentProvider = z.strictObject({
  kind: providerKind,
  /** Left out: the preset's address, or the kind's own. */
  baseUrl: providerBaseUrl.optional(),
  settings: providerSettings.optional(),
  apiKeyFrom: apiKeyFrom.optional(),
});
export type DocumentProvider = z.infer<typeof documentProvider>;

const documentRoute = z.strictObject({
  aliases: revisionRoute.shape.aliases,
  cache: revisionRoute.shape.cache,
  tree: routeTree,
});
export type DocumentRoute = z.infer<typeof documentRoute>;

const documentProject = z.strictObject({
  allowDirectModels: z.boolean().default(true),
  capture: bodyCapture.optional(),
  /** By their names. Left out: the project's routes are not spoken of. */
  routes: z.record(addressableName, documentRoute).optional(),
});
export type DocumentProject = z.infer<typeof documentProject>;

/** As `policyScope`, but with names: of projects their own, of API keys the public id in `ppk_<id>_…`. */
export const documentScope = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("tenant") }),
  z.strictObject({ type: z.literal("project"), project: displayName }),
  z.strictObject({ type: z.literal("api_key"), apiKey: tokenId.optional() }),
  z.strictObject({ type: z.literal("end_user"), project: displayName.optional() }),
  z.strictObject({ type: z.literal("model"), model: z.string().min(1).max(256), project: displayName.optional() }),
]);
export type DocumentScope = z.infer<typeof documentScope>;

const documentPolicy = policy.omit({ id: true, name: true, scope: true }).extend({
  scope: documentScope,
  /** Left out: of a policy that is there they stay, a new one takes the default. */
  warnAtPercent: z.array(z.int().min(1).max(100)).max(10)
    .refine((shares) => new Set(shares).size === shares.length, "names a share twice")
    .transform((shares) => shares.toSorted((a, b) => a - b)).optional(),
});
export type DocumentPolicy = z.infer<typeof documentPolicy>;

const rate = priceOverride.shape.inputPerMillionUsd.default(null);
const documentPrice = priceOverride.extend({
  provider: priceOverride.shape.provider.default(null),
  inputPerMillionUsd: rate,
  outputPerMillionUsd: rate,
  cacheReadPerMillionUsd: rate,
  cacheWritePerMillionUsd: rate,
});

/**
 * A tenant's configuration as a file: everything by its name, no ids, no secrets. What it names is meant whole: a field that
 * is left out has its default. A section that is left out is not spoken of.
 */
export const configDocument = z.strictObject({
  perpetuo: z.literal(CONFIG_DOCUMENT_VERSION, `must be ${CONFIG_DOCUMENT_VERSION}, the version of this format`),
  timeZone: z.string().min(1).max(64).optional(),
  providers: z.record(addressableName, documentProvider).optional(),
  projects: z.record(displayName, documentProject).optional(),
  policies: z.record(displayName, documentPolicy).optional(),
  prices: z.array(documentPrice).max(10_000).optional(),
});
export type ConfigDocument = z.infer<typeof configDocument>;

/** The names of the environment variables that a document's providers take their keys from, each once. */
export function keyVariables(document: unknown): string[] {
  const loose = z.object({ providers: z.record(z.string(), z.object({ apiKeyFrom: apiKeyFrom.optional() })) });
  const parsed = loose.safeParse(document);
  if (!parsed.success) return [];
  const names = Object.values(parsed.data.providers).flatMap((provider) => provider.apiKeyFrom?.env ?? []);
  return [...new Set(names)].sort();
}
