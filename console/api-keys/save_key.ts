import type { Client } from "@urql/core";
import type { Clock } from "../../shared/time/clock.ts";
import { type FormValues, readText } from "../forms/read_text.ts";
import { refused, type Saved } from "../forms/saved.ts";
import { revokeApiKeyMutation, rotateApiKeyMutation, updateApiKeyMutation } from "../graphql/documents/api_keys.ts";
import type { Failure } from "../graphql/failure.ts";
import { mutationOutcome } from "../graphql/outcome.ts";
import { atLimitFields } from "../limits/limit_input.ts";
import { checkKey } from "./check_key.ts";
import type { ApiKey } from "./key_list.ts";
import { GRACE_CHOICES } from "./grace_choices.ts";
import { KEY_FIELDS, type KeyValues, readKeyForm } from "./key_values.ts";

/** Which key is meant, and what of it somebody has seen. */
export type SeenKey = Pick<ApiKey, "id" | "version">;

/** Changes a key at once, or tells what is wrong with the form. */
export async function saveKey(
  client: Client,
  { id, version }: SeenKey,
  { form, clock }: { form: FormValues; clock: Clock },
): Promise<Saved<ApiKey> & { values: KeyValues }> {
  const values = readKeyForm(form);
  const checked = checkKey(values, clock.now());
  if (checked.kind === "invalid") return { kind: "refused", errors: checked.errors, values };
  const { name, description, expiresAt, tags, limits, limitFields } = checked;
  const input = { id, version, name, description, tags, limits, ...(expiresAt !== undefined && { expiresAt }) };
  const result = await client.mutation(updateApiKeyMutation, { input }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.updateApiKey);
  if (outcome.kind === "failed") return { ...refused(atLimitFields(outcome, limitFields), KEY_FIELDS), values };
  return { kind: "saved", row: outcome.payload.apiKey, values };
}

/** Gives a key another secret, which is known this once. */
export async function rotateKey(
  client: Client,
  { id, version }: SeenKey,
  form: FormValues,
): Promise<{ kind: "rotated"; key: ApiKey; secret: string } | Failure> {
  const grace = readText(form, "graceHours");
  const graceHours = Number(GRACE_CHOICES.find(({ value }) => value === grace)?.value ?? 24);
  const result = await client.mutation(rotateApiKeyMutation, { input: { id, version, graceHours } }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.rotateApiKey);
  if (outcome.kind === "failed") return outcome;
  return { kind: "rotated", key: outcome.payload.apiKey, secret: outcome.payload.secret };
}

/** Takes a key out of use for good. */
export async function revokeKey(client: Client, id: string): Promise<{ kind: "saved"; row: ApiKey } | Failure> {
  const result = await client.mutation(revokeApiKeyMutation, { input: { id } }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.revokeApiKey);
  return outcome.kind === "failed" ? outcome : { kind: "saved", row: outcome.payload.apiKey };
}
