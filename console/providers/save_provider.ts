import type { Client } from "@urql/core";
import { type FormErrors, formErrors } from "../forms/form_errors.ts";
import {
  archiveProviderMutation,
  createProviderMutation,
  updateProviderMutation,
} from "../graphql/documents/providers.ts";
import type { Failure } from "../graphql/failure.ts";
import { mutationOutcome } from "../graphql/outcome.ts";
import { checkPlace, checkProvider, placeInput, readPlaceForm, readProviderForm } from "./provider_input.ts";
import type { ProviderKind } from "./provider_kinds.ts";
import type { ProviderRow } from "./provider_list.ts";
import { PLACE_FIELDS, PROVIDER_FIELDS, type ProviderValues } from "./provider_values.ts";

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
  const { kind, name, apiKey } = filled;
  const input = { tenantId, kind, name, apiKey: apiKey || null, ...placeInput(filled, kind) };
  const result = await client.mutation(createProviderMutation, { input }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.createProvider);
  if (outcome.kind === "failed") return { kind: "refused", errors: formErrors(outcome, PROVIDER_FIELDS), values };
  return { kind: "saved", provider: outcome.payload.provider, values };
}

/** Which provider is edited, and what of it the editor has seen. */
export interface EditedProvider {
  id: string;
  kind: ProviderKind;
  version: number;
}

/** Changes where a provider is and what it is told, in the draft. */
export async function editProvider(
  client: Client,
  { id, kind, version }: EditedProvider,
  form: Pick<FormData | URLSearchParams, "get">,
): Promise<SaveProviderOutcome> {
  const place = readPlaceForm(form, kind);
  const errors = checkPlace(place, kind);
  if (errors !== null) return { kind: "refused", errors };
  const input = { id, version, ...placeInput(place, kind) };
  const result = await client.mutation(updateProviderMutation, { input }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.updateProvider);
  if (outcome.kind === "failed") return { kind: "refused", errors: formErrors(outcome, PLACE_FIELDS) };
  return { kind: "saved", provider: outcome.payload.provider };
}

/** Takes a provider out of use: its keys at once, the rest with the next publish. */
export async function archiveProvider(
  client: Client,
  id: string,
): Promise<{ kind: "archived"; provider: ProviderRow } | Failure> {
  const result = await client.mutation(archiveProviderMutation, { input: { id } }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.archiveProvider);
  return outcome.kind === "failed" ? outcome : { kind: "archived", provider: outcome.payload.provider };
}
