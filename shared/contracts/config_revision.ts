import { z } from "zod";
import { bodyCapture } from "./body_capture.ts";
import { addressableName, displayName, epochMs, modelAlias, sha256Hex, uuid } from "./identifiers.ts";
import { policy } from "./policy.ts";
import { priceOverride } from "./price.ts";
import { providerKind, providerSettings } from "./provider_kind.ts";
import { routeCache } from "./route_cache.ts";
import { routeTree } from "./route_tree.ts";

/** The newest revision schema that this build writes and understands. */
export const CONFIG_REVISION_SCHEMA = 1;

export const revisionProject = z.strictObject({
  id: uuid,
  name: displayName,
  /** Whether `provider/model` may be addressed past every route. */
  allowDirectModels: z.boolean(),
  /** Left out: neither prompts nor answers are captured. */
  capture: bodyCapture.optional(),
});
export type RevisionProject = z.infer<typeof revisionProject>;

export const revisionRoute = z.strictObject({
  id: uuid,
  projectId: uuid,
  name: addressableName,
  /** Further names that lead here. A project's route names come first, then exact aliases, then the longest prefix. */
  aliases: z.array(modelAlias).max(32).optional(),
  /** Left out: answers of this route are not kept. */
  cache: routeCache.optional(),
  tree: routeTree,
});
export type RevisionRoute = z.infer<typeof revisionRoute>;

export const revisionProvider = z.strictObject({
  id: uuid,
  name: addressableName,
  kind: providerKind,
  /** Null takes the kind's own default. No trailing slash. */
  baseUrl: z.url({ protocol: /^https?$/ }).nullable(),
  /** Which credentials of the credential feed may be used; the secret itself is never part of a revision. */
  credentials: z.array(z.strictObject({ credentialId: uuid, weight: z.int().min(0).max(1_000) })).max(16),
  settings: providerSettings.optional(),
});
export type RevisionProvider = z.infer<typeof revisionProvider>;

/** What is hashed: everything that decides about a request. Lists are sorted by id, so that equal drafts are equal. */
export const configContent = z.strictObject({
  schema: z.literal(CONFIG_REVISION_SCHEMA),
  tenantId: uuid,
  timeZone: z.string().min(1).max(64),
  projects: z.array(revisionProject),
  routes: z.array(revisionRoute),
  policies: z.array(policy),
  providers: z.array(revisionProvider),
  priceOverrides: z.array(priceOverride),
  /** Which price book costs are reckoned with. */
  priceBookDigest: z.string().min(1).max(64),
});
export type ConfigContent = z.infer<typeof configContent>;

/** An immutable, content-hashed configuration of one tenant, as gateways receive it. */
export const configRevision = configContent.extend({
  number: z.int().min(1),
  hash: sha256Hex,
  publishedAt: epochMs,
});
export type ConfigRevision = z.infer<typeof configRevision>;

/** Only what tells whether the rest can be understood: parsed first, so that a newer schema is a nack and not a fault. */
export const configRevisionEnvelope = z.object({
  schema: z.int(),
  tenantId: uuid,
  number: z.int().min(1),
  hash: sha256Hex,
});

/** What a gateway says of a revision that it was given. */
export const revisionAcknowledgement = z.strictObject({
  instance: z.string().min(1).max(64),
  tenantId: uuid,
  number: z.int().min(1),
  hash: sha256Hex,
  status: z.enum(["applied", "refused"]),
  reason: z.enum(["unsupported_schema", "invalid"]).optional(),
  /** The gateway's build, for the fleet's table. */
  build: z.string().max(64),
  at: epochMs,
});
export type RevisionAcknowledgement = z.infer<typeof revisionAcknowledgement>;
