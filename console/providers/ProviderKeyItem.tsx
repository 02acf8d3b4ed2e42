import { useSignal } from "@preact/signals";
import { Button } from "../components/Button.tsx";
import { ConfirmByName } from "../components/ConfirmByName.tsx";
import Time from "../islands/Time.tsx";
import type { ProviderRow } from "./provider_list.ts";
import type { ProviderKeysProps } from "./ProviderKeysDialog.tsx";
import { changeKeys, useKeyForm } from "./use_key_form.ts";

interface ProviderKeyItemProps extends ProviderKeysProps {
  providerKey: ProviderRow["keys"][number];
}

/** One stored key, its share of the requests, and the way to get rid of it. */
export function ProviderKeyItem({ row, providerKey, onSaved }: ProviderKeyItemProps) {
  const { id, hint, weight, createdAt } = providerKey;
  const title = hint === null ? "stored key" : `…${hint}`;
  const form = useKeyForm((saved) => onSaved(saved, `The weight of ${title} is changed in the draft.`));
  const problem = useSignal<string | null>(null);
  const remove = async () => {
    const outcome = await changeKeys(new URLSearchParams({ action: "remove_key", id }));
    if (outcome.kind === "saved") return onSaved(outcome.provider, `“${row.name}” is without ${title} now.`);
    problem.value = outcome.errors.message ?? "The key is not removed.";
  };
  const error = form.errors.value.fields["weight"] ?? form.errors.value.message ?? problem.value;
  return (
    <li class="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <code>{title}</code>
      <span class="text-xs text-muted">
        added <Time at={createdAt} />
      </span>
      <form
        method="post"
        noValidate
        class="ml-auto flex items-center gap-1.5"
        onSubmit={form.submit}
        aria-busy={form.pending.value}
      >
        <input type="hidden" name="action" value="weigh_key" />
        <input type="hidden" name="id" value={id} />
        <label for={`weight-${id}`} class="text-xs text-muted">Weight</label>
        <input
          // A saved one is what the field goes back to.
          key={weight}
          id={`weight-${id}`}
          name="weight"
          inputMode="numeric"
          autocomplete="off"
          maxLength={4}
          defaultValue={String(weight)}
          class={`input input-xs w-14 ${error ? "input-error" : ""}`}
          aria-invalid={error ? "true" : undefined}
          aria-describedby={error ? `weight-${id}-error` : undefined}
        />
        <Button type="submit" size="small" disabled={form.pending.value} aria-label={`Save the weight of ${title}`}>
          Save
        </Button>
      </form>
      <ConfirmByName
        id={`remove-${id}`}
        trigger="Remove"
        title={`Remove the key ${title} of “${row.name}”?`}
        name={hint ?? "remove"}
        confirm="Remove the key"
        fields={{ action: "remove_key", id }}
        onConfirm={remove}
      >
        Gateways forget it within a second, without a publish, and it cannot be brought back.
        {row.keys.length === 1 &&
          " It is the only one: until another is stored and published, requests to this provider fail."}
      </ConfirmByName>
      {error && <p id={`weight-${id}-error`} class="w-full text-xs text-error" role="alert">{error}</p>}
    </li>
  );
}
