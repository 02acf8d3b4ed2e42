import { useSignal } from "@preact/signals";
import { Button } from "../components/Button.tsx";
import { closeDialog, Dialog, DialogClose, DialogTrigger } from "../components/Dialog.tsx";
import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import { focusFirstError } from "../forms/focus_first_error.ts";
import { type FormErrors, NO_ERRORS } from "../forms/form_errors.ts";
import { onDemand, OUTDATED } from "../forms/on_demand.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import type { ProviderRow } from "./provider_list.ts";
import type { SaveProviderOutcome } from "./save_provider.ts";

interface RotateKeyDialogProps {
  row: ProviderRow;
  /** With the provider as it is now. */
  onRotated: (row: ProviderRow) => void;
}

/** Asks for a key to be put in the old one's place. */
export function RotateKeyDialog({ row, onRotated }: RotateKeyDialogProps) {
  const id = `rotate-${row.name}`;
  const errors = useSignal<FormErrors>(NO_ERRORS);
  const pending = useSignal(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (pending.value) return;
    const form = event.currentTarget as HTMLFormElement;
    pending.value = true;
    const apiKey = String(new FormData(form).get("apiKey") ?? "").trim();
    const outcome = await rotated(row.id, apiKey);
    pending.value = false;
    if (outcome.kind === "refused") {
      errors.value = outcome.errors;
      return focusFirstError(form);
    }
    closeDialog(id);
    onRotated(outcome.provider);
  };
  return (
    <>
      <DialogTrigger dialog={id} size="small" label={`${row.apiKeySet ? "Rotate" : "Add"} key of ${row.name}`}>
        {row.apiKeySet ? "Rotate key" : "Add key"}
      </DialogTrigger>
      <Dialog id={id} title={`A new key for “${row.name}”`} onClose={() => errors.value = NO_ERRORS}>
        <form method="post" noValidate class="flex flex-col gap-4" onSubmit={submit} aria-busy={pending.value}>
          <input type="hidden" name="action" value="rotate" />
          <input type="hidden" name="id" value={row.id} />
          {errors.value.message && <Notice tone="error">{errors.value.message}</Notice>}
          <p class="text-muted">
            Gateways use it within a second, without a publish. Requests that are under way end with the old one.
          </p>
          <Field
            id={`${id}-key`}
            name="apiKey"
            label="API key"
            type="password"
            autocomplete="off"
            spellcheck={false}
            required
            autofocus
            hint="Encrypted before it is stored; never shown again."
            error={errors.value.fields["apiKey"]}
          />
          <div class="flex justify-end gap-2">
            <DialogClose dialog={id}>Cancel</DialogClose>
            <Button type="submit" tone="primary" disabled={pending.value}>
              {pending.value ? "Storing …" : "Store the key"}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}

async function rotated(id: string, apiKey: string): Promise<SaveProviderOutcome> {
  const module = await onDemand(() => import("./save_provider.ts"));
  if (module === null) return { kind: "refused", errors: OUTDATED };
  return await module.rotateApiKey(browserDependencies().client, id, apiKey);
}
