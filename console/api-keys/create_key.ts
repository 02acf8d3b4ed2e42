import type { Client } from "@urql/core";
import type { Clock } from "../../shared/time/clock.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../forms/form_errors.ts";
import { createApiKeyMutation } from "../graphql/documents/api_keys.ts";
import { mutationOutcome } from "../graphql/outcome.ts";
import { atLimitFields } from "../limits/limit_input.ts";
import { checkKey } from "./check_key.ts";
import type { ApiKey } from "./key_list.ts";
import { KEY_FIELDS, type KeyValues, NEW_KEY } from "./key_values.ts";

export type CreateKeyOutcome =
  | { values: KeyValues; errors: FormErrors; created: null }
  /** The secret is known this once. */
  | { values: KeyValues; errors: FormErrors; created: ApiKey & { secret: string } };

interface CreateKeyOptions {
  clock: Clock;
  /** Told that the form is right and what is asked for, before there is an answer. */
  onAsked?: (input: { name: string; expiresAt: string | null }) => void;
}

/** Makes a key of what a form says, or tells what is wrong with it. */
export async function createKey(
  client: Client,
  { projectId, values }: { projectId: string; values: KeyValues },
  { clock, onAsked }: CreateKeyOptions,
): Promise<CreateKeyOutcome> {
  const checked = checkKey(values, clock.now());
  if (checked.kind === "invalid") return { values, errors: checked.errors, created: null };
  const { name, description, expiresAt = null, tags, limits, limitFields } = checked;
  onAsked?.({ name, expiresAt });
  const input = { projectId, name, description, expiresAt, tags, limits };
  const result = await client.mutation(createApiKeyMutation, { input }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.createApiKey);
  if (outcome.kind === "failed") {
    return { values, errors: formErrors(atLimitFields(outcome, limitFields), KEY_FIELDS), created: null };
  }
  const { apiKey, secret } = outcome.payload;
  return { values: NEW_KEY, errors: NO_ERRORS, created: { ...apiKey, secret } };
}
