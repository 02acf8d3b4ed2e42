import { Dialog, DialogClose, DialogTrigger } from "../components/Dialog.tsx";
import { NewProviderKey } from "./NewProviderKey.tsx";
import type { ProviderRow } from "./provider_list.ts";
import { ProviderKeyItem } from "./ProviderKeyItem.tsx";

export interface ProviderKeysProps {
  row: ProviderRow;
  /** With the provider as it is now, and what to say of it. */
  onSaved: (row: ProviderRow, sentence: string) => void;
}

/** A provider's keys: what there is, without the keys themselves, and what can be done with them. */
export function ProviderKeysDialog({ row, onSaved }: ProviderKeysProps) {
  const id = `keys-${row.name}`;
  const { keys } = row;
  return (
    <>
      <DialogTrigger dialog={id} size="small" label={`Keys of ${row.name}`}>Keys</DialogTrigger>
      <Dialog id={id} title={`Keys of “${row.name}”`}>
        <div class="flex flex-col gap-5">
          {/* Takes the focus when a key is gone, and with it the button that was pressed. */}
          <div role="region" aria-label={`Stored keys of ${row.name}`} tabIndex={-1} class="rounded-field">
            {keys.length === 0
              ? <p class="text-muted">There is no key yet.</p>
              : (
                <ul class="flex flex-col divide-y divide-base-300">
                  {keys.map((key) => <ProviderKeyItem key={key.id} {...{ row, providerKey: key, onSaved }} />)}
                </ul>
              )}
          </div>
          <NewProviderKey row={row} onSaved={onSaved} />
          <div class="flex justify-end border-t border-base-300 pt-3">
            <DialogClose dialog={id}>Close</DialogClose>
          </div>
        </div>
      </Dialog>
    </>
  );
}
