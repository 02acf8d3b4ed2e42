import { type Signal, useSignal } from "@preact/signals";
import { focusFirstError } from "../forms/focus_first_error.ts";
import { type FormErrors, NO_ERRORS } from "../forms/form_errors.ts";
import { onDemand, OUTDATED } from "../forms/on_demand.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import type { ProviderRow } from "./provider_list.ts";
import type { SaveProviderOutcome } from "./save_provider.ts";
import type { KeyAction } from "./save_provider_key.ts";

export interface KeyForm {
  readonly errors: Signal<FormErrors>;
  readonly pending: Signal<boolean>;
  /** Sends the form, by its `action`. */
  submit(event: SubmitEvent): Promise<void>;
}

/** A form that changes a provider's keys; `onSaved` gets the provider as it is then. The key that was typed is gone. */
export function useKeyForm(onSaved: (row: ProviderRow, action: KeyAction) => void): KeyForm {
  const errors = useSignal<FormErrors>(NO_ERRORS);
  const pending = useSignal(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (pending.value) return;
    const form = event.currentTarget as HTMLFormElement;
    const values = new FormData(form);
    pending.value = true;
    const outcome = await changeKeys(values);
    pending.value = false;
    errors.value = outcome.kind === "refused" ? outcome.errors : NO_ERRORS;
    if (outcome.kind === "refused") return focusFirstError(form);
    form.reset();
    onSaved(outcome.provider, values.get("action") as KeyAction);
  };
  return { errors, pending, submit };
}

/** Does what a form of keys asks for. */
export async function changeKeys(form: Pick<FormData | URLSearchParams, "get">): Promise<SaveProviderOutcome> {
  const module = await onDemand(() => import("./save_provider_key.ts"));
  if (module === null) return { kind: "refused", errors: OUTDATED };
  return await module.saveProviderKey(browserDependencies().client, form.get("action") as KeyAction, form);
}
