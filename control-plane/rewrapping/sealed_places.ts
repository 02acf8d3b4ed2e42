import { bodyContext } from "../../shared/contracts/captured_body.ts";
import { credentialContext } from "../../shared/contracts/credential.ts";
import { CANARY_CONTEXT } from "../seeding/installation.ts";
import { webhookSecretContext } from "../webhooks/webhook_secret.ts";

/** What is sealed. */
export type SealedKind = "provider_key" | "webhook_secret" | "request_body" | "canary";

/** Columns that hold a wrapped data key. All names are constants of ours: they become part of SQL as they are. */
export interface SealedPlace {
  readonly kind: SealedKind;
  readonly table: string;
  readonly id: { readonly column: string; readonly type: "uuid" | "int" };
  /** The tenant's id, as an expression. */
  readonly tenantId: string;
  readonly wrappedKey: string;
  readonly masterKeyId: string;
  /** What else changes with it: readers of the row must see that it is another one. */
  readonly alsoSet: string | null;
  /** Whether gateways have a copy, which must follow. */
  readonly isFed: boolean;
  /** The additional authenticated data of one row. */
  context(tenantId: string, id: string): string;
}

/**
 * Every place where something is sealed: whoever adds one adds it here, so that a master key that is taken out takes nothing
 * with it. The canary is `CANARY_PLACE`.
 */
export const SEALED_PLACES: readonly SealedPlace[] = [
  {
    kind: "provider_key",
    table: "Credential",
    id: { column: "id", type: "uuid" },
    tenantId: '"tenantId"',
    wrappedKey: "wrappedKey",
    masterKeyId: "masterKeyId",
    alsoSet: '"version" = t."version" + 1',
    isFed: true,
    context: credentialContext,
  },
  webhookPlace("wrappedKey", "masterKeyId"),
  webhookPlace("previousWrappedKey", "previousMasterKeyId"),
  {
    kind: "request_body",
    table: "RequestBody",
    id: { column: "requestId", type: "uuid" },
    tenantId: '"tenantId"',
    wrappedKey: "wrappedKey",
    masterKeyId: "masterKeyId",
    alsoSet: null,
    isFed: false,
    context: bodyContext,
  },
];

/** What proves at every start that the master keys are the right ones. */
export const CANARY_PLACE: SealedPlace = {
  kind: "canary",
  table: "Installation",
  id: { column: "id", type: "int" },
  tenantId: "''",
  wrappedKey: "canaryWrappedKey",
  masterKeyId: "canaryMasterKeyId",
  alsoSet: null,
  isFed: false,
  context: () => CANARY_CONTEXT,
};

/** A rotation of the secret goes by the version that it has read, and would bring the old wrapping back. */
function webhookPlace(wrappedKey: string, masterKeyId: string): SealedPlace {
  return {
    kind: "webhook_secret",
    table: "WebhookEndpoint",
    id: { column: "id", type: "uuid" },
    tenantId: '"tenantId"',
    wrappedKey,
    masterKeyId,
    alsoSet: '"version" = t."version" + 1',
    isFed: false,
    context: webhookSecretContext,
  };
}
