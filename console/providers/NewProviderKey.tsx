import type { ComponentChildren } from "preact";
import { Button } from "../components/Button.tsx";
import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import type { ProviderKeysProps } from "./ProviderKeysDialog.tsx";
import { useKeyForm } from "./use_key_form.ts";

const FROM_PUBLISH = " Gateways use it from the next publish.";

/** As many as a provider may have. */
const KEYS_MAX = 16;

/** Asks for a key, and whether it comes beside the others or in their place. */
export function NewProviderKey({ row, onSaved }: ProviderKeysProps) {
  const id = `new-key-${row.name}`;
  const count = row.keys.length;
  const { errors, pending, submit } = useKeyForm((saved, action) =>
    onSaved(
      saved,
      action === "rotate" ? `“${row.name}” has a new key.` : `“${row.name}” has one more key in the draft.`,
    )
  );
  return (
    <form method="post" noValidate class="group/key flex flex-col gap-4" onSubmit={submit} aria-busy={pending.value}>
      <input type="hidden" name="id" value={row.id} />
      {errors.value.message && <Notice tone="error">{errors.value.message}</Notice>}
      <Field
        id={`${id}-secret`}
        name="apiKey"
        label="New key"
        type="password"
        autocomplete="off"
        spellcheck={false}
        required
        hint={`Encrypted before it is stored; never shown again.${count === 0 ? FROM_PUBLISH : ""}`}
        error={errors.value.fields["apiKey"]}
      />
      {count === 0 ? <input type="hidden" name="action" value="rotate" /> : (
        <fieldset class="flex flex-col gap-1.5">
          <legend class="sr-only">What becomes of the stored keys</legend>
          <Choice id={`${id}-rotate`} value="rotate" chosen>
            {count === 1 ? "In place of the stored one" : `In place of all ${count}`}: gateways use it within a second.
            Requests that are under way end with the old one.
          </Choice>
          <Choice id={`${id}-add`} value="add_key" disabled={count >= KEYS_MAX}>
            Beside {count === 1 ? "it" : "them"}: requests are shared by weight from the next publish.
          </Choice>
        </fieldset>
      )}
      <div class="hidden group-has-[[value^=add]:checked]/key:block">
        <Field
          id={`${id}-weight`}
          name="weight"
          label="Weight"
          inputMode="numeric"
          autocomplete="off"
          maxLength={4}
          hint="Its share of the requests, 0 to 1,000. At 0 it rests."
          defaultValue="1"
          error={errors.value.fields["weight"]}
        />
      </div>
      <div class="flex justify-end">
        <Button type="submit" tone="primary" disabled={pending.value}>
          {pending.value ? "Storing …" : "Store the key"}
        </Button>
      </div>
    </form>
  );
}

interface ChoiceProps {
  id: string;
  value: string;
  chosen?: boolean;
  disabled?: boolean;
  children: ComponentChildren;
}

function Choice({ id, value, chosen = false, disabled = false, children }: ChoiceProps) {
  return (
    <label for={id} class="flex gap-2.5 text-sm">
      <input
        type="radio"
        id={id}
        name="action"
        value={value}
        defaultChecked={chosen}
        disabled={disabled}
        class="radio radio-primary radio-sm mt-0.5"
      />
      <span>{children}</span>
    </label>
  );
}
