import type { Client } from "@urql/core";
import { type FormErrors, formErrors } from "../forms/form_errors.ts";
import {
  archiveProviderMutation,
  createProviderMutation,
  updateProviderMutation,
} from "../graphql/documents/providers.ts";
import type { Failure } from "../graphql/failure.ts";
import { mutationOutcome } from "../graphql/outcome.ts";
import { checkNewApiKey, checkProvider, readProviderForm } from "./provider_input.ts";
import type { ProviderRow } from "./provider_list.ts";
import { PROVIDER_FIELDS, type ProviderValues } from "./provider_values.ts";

export type SaveProviderOutcome =
  | { kind: "saved"; provider: ProviderRow }
  | { kind: "refused"; errors: FormErrors };

/** Adds a provider to the draft, or tells what is wrong with the form. A key that was given is not given back. */
export async function createProvider(
  client: Client,
  tenantId: string,
  form: Pick<FormData | URLSearchParams, "get">,
): Promise<SaveProviderOutcome & { values: ProviderValues }> {
  const filled = readProviderForm(form);
  const values = { ...filled, apiKey: "" };
  const errors = checkProvider(filled);
  if (errors !== null) return { kind: "refused", errors, values };
  const { kind, name, baseUrl, apiKey } = filled;
  const input = { tenantId, kind, name, baseUrl: baseUrl || null, apiKey: apiKey || null };
  const result = await client.mutation(createProviderMutation, { input }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.createProvider);
  if (outcome.kind === "failed") return { kind: "refused", errors: formErrors(outcome, PROVIDER_FIELDS), values };
  return { kind: "saved", provider: outcome.payload.provider, values };
}

/** Puts a new key in the old one's place, at once and without a publish. */
export async function rotateApiKey(client: Client, id: string, apiKey: string): Promise<SaveProviderOutcome> {
  const errors = checkNewApiKey(apiKey);
  if (errors !== null) return { kind: "refused", errors };
  const result = await client.mutation(updateProviderMutation, { input: { id, apiKey } }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.updateProvider);
  if (outcome.kind === "failed") return { kind: "refused", errors: formErrors(outcome, ["apiKey"]) };
  return { kind: "saved", provider: outcome.payload.provider };
}

/** Takes a provider out of use: its key at once, the rest with the next publish. */
export async function archiveProvider(
  client: Client,
  id: string,
): Promise<{ kind: "archived"; provider: ProviderRow } | Failure> {
  const result = await client.mutation(archiveProviderMutation, { input: { id } }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.archiveProvider);
  return outcome.kind === "failed" ? outcome : { kind: "archived", provider: outcome.payload.provider };
}
