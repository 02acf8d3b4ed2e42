import { z } from "zod";
import { sealedCredential } from "./credential.ts";
import { errorClass } from "./error_class.ts";
import { uuid } from "./identifiers.ts";
import { providerKind, providerSettings } from "./provider_kind.ts";
import { dialect } from "./request_record.ts";

/** Where the control plane asks gateways for something; `docs/internal_calls.md`. */
export const INTERNAL_PATHS = {
  connectionTest: "/internal/connection-test",
  requests: "/internal/requests",
} as const;

/** A provider to be tried, saved or not: gateways need not know of it. */
export const connectionTestRequest = z.strictObject({
  tenantId: uuid,
  provider: z.strictObject({
    kind: providerKind,
    /** Null takes the kind's own address. */
    baseUrl: z.url({ protocol: /^https?$/ }).nullable(),
    settings: providerSettings.nullable(),
  }),
  /** The key to try it with, sealed; null for none. */
  credential: sealedCredential.nullable(),
  /** Asks this model for a few tokens; null lists the models, where the kind can. */
  model: z.string().min(1).max(256).nullable(),
});
export type ConnectionTestRequest = z.infer<typeof connectionTestRequest>;

/** Models named of a test at most. */
export const MODELS_FOUND_MAX = 1_000;

/** What came of a try. */
export const connectionTestOutcome = z.strictObject({
  ok: z.boolean(),
  /** From the request to the end of its answer, milliseconds. */
  latencyMs: z.number().min(0),
  /** The provider's HTTP status; null when there was none. */
  status: z.int().min(100).max(599).nullable(),
  errorClass: errorClass.nullable(),
  /** What provider or network said, without secrets; null when all is well. */
  message: z.string().max(512).nullable(),
  /** The provider's models, at most `MODELS_FOUND_MAX`; null when they were not asked for. */
  modelsFound: z.array(z.string().max(256)).max(MODELS_FOUND_MAX).nullable(),
  /** Whether the answer proves the key: some servers show their models to everyone. */
  keyProved: z.boolean(),
});
export type ConnectionTestOutcome = z.infer<typeof connectionTestOutcome>;

/** What the control plane may say of a request on somebody's behalf. */
export const internalRequest = z.strictObject({
  tenantId: uuid,
  projectId: uuid,
  dialect,
  /** In the dialect; its `model` names a route or `provider/model`, as a client's does. */
  body: z.record(z.string(), z.json()),
  /** Whom it is for, where the body names none. */
  endUser: z.string().min(1).max(256).nullable(),
  tags: z.record(z.string().regex(/^[^=,\s]{1,64}$/), z.string().regex(/^[\x20-\x2b\x2d-\x7e]{0,256}$/)),
  /** The request that it repeats. */
  replayOf: uuid.nullable(),
  /**
   * A published revision whose routes and providers are taken, as gateways receive it; null: the present one. Policies,
   * captures and permissions are always the present ones.
   */
  revision: z.record(z.string(), z.json()).nullable(),
  /** Whether the answer may come from a cache or be kept in one. */
  useCache: z.boolean(),
});
export type InternalRequest = z.infer<typeof internalRequest>;

/**
 * What stands on the record of an internal request in the place of an API key: the project's own id. It is no key's, and one
 * a project, so that policies which count by key count the project's internal requests together.
 */
export function internalKeyId(projectId: string): string {
  return projectId;
}
