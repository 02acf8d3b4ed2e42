import type { Client } from "@urql/core";
import { type FormErrors, formErrors } from "../forms/form_errors.ts";
import {
  addProviderKeyMutation,
  removeProviderKeyMutation,
  updateProviderKeyMutation,
  updateProviderMutation,
} from "../graphql/documents/providers.ts";
import type { Failure } from "../graphql/failure.ts";
import { mutationOutcome } from "../graphql/outcome.ts";
import { checkNewApiKey } from "./provider_input.ts";
import type { ProviderRow } from "./provider_list.ts";
import type { SaveProviderOutcome } from "./save_provider.ts";

/** The changes of a provider's keys that forms ask for, by the `action` that they post. */
export const KEY_ACTIONS = ["rotate", "add_key", "weigh_key", "remove_key"] as const;
export type KeyAction = (typeof KEY_ACTIONS)[number];

/** Does what a form asks for. A key that was given is never given back. */
export async function saveProviderKey(
  client: Client,
  action: KeyAction,
  form: Pick<FormData | URLSearchParams, "get">,
): Promise<SaveProviderOutcome> {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const id = text("id");
  switch (action) {
    case "rotate":
      return await rotateApiKey(client, id, text("apiKey"));
    case "add_key":
      return await addKey(client, { providerId: id, apiKey: text("apiKey"), weight: text("weight") });
    case "weigh_key":
      return await weighKey(client, id, text("weight"));
    case "remove_key":
      return await removeKey(client, id);
  }
}

async function rotateApiKey(client: Client, id: string, apiKey: string): Promise<SaveProviderOutcome> {
  const errors = checkNewApiKey(apiKey);
  if (errors !== null) return { kind: "refused", errors };
  const result = await client.mutation(updateProviderMutation, { input: { id, apiKey } }).toPromise();
  return saved(mutationOutcome(result, (data) => data.updateProvider));
}

async function addKey(
  client: Client,
  { providerId, apiKey, weight }: { providerId: string; apiKey: string; weight: string },
): Promise<SaveProviderOutcome> {
  const errors = checkNewApiKey(apiKey) ?? checkWeight(weight);
  if (errors !== null) return { kind: "refused", errors };
  const input = { providerId, apiKey, weight: Number(weight) };
  const result = await client.mutation(addProviderKeyMutation, { input }).toPromise();
  return saved(mutationOutcome(result, (data) => data.addProviderKey));
}

async function weighKey(client: Client, id: string, weight: string): Promise<SaveProviderOutcome> {
  const errors = checkWeight(weight);
  if (errors !== null) return { kind: "refused", errors };
  const result = await client.mutation(updateProviderKeyMutation, { input: { id, weight: Number(weight) } })
    .toPromise();
  return saved(mutationOutcome(result, (data) => data.updateProviderKey));
}

async function removeKey(client: Client, id: string): Promise<SaveProviderOutcome> {
  const result = await client.mutation(removeProviderKeyMutation, { input: { id } }).toPromise();
  return saved(mutationOutcome(result, (data) => data.removeProviderKey));
}

function checkWeight(text: string): FormErrors | null {
  if (/^\d{1,4}$/.test(text) && Number(text) <= WEIGHT_MAX) return null;
  return { message: null, fields: { weight: `A whole number from 0 to ${WEIGHT_MAX}.` } };
}

const WEIGHT_MAX = 1_000;

function saved(outcome: { kind: "done"; payload: { provider: ProviderRow } } | Failure): SaveProviderOutcome {
  if (outcome.kind === "failed") return { kind: "refused", errors: formErrors(outcome, ["apiKey", "weight"]) };
  return { kind: "saved", provider: outcome.payload.provider };
}
