import { Button } from "../../../../../../../../components/Button.tsx";
import { Card } from "../../../../../../../../components/Card.tsx";
import { DialogTrigger } from "../../../../../../../../components/Dialog.tsx";
import { EmptyState } from "../../../../../../../../components/EmptyState.tsx";
import {
  CREATE_KEY_DIALOG,
  type CreatedKey,
  CreateKeyDialog,
} from "../../../../../../../../api-keys/CreateKeyDialog.tsx";
import { isFiltered, type KeyFilter, keyListPath } from "../../../../../../../../api-keys/key_filter.ts";
import { KeyFilterForm } from "../../../../../../../../api-keys/KeyFilterForm.tsx";
import type { KeyValues } from "../../../../../../../../api-keys/key_values.ts";
import type { KeyList } from "../../../../../../../../api-keys/key_list.ts";
import { KeyTable } from "../../../../../../../../api-keys/KeyTable.tsx";
import { useKeyList } from "../../../../../../../../api-keys/use_key_list.ts";
import { useNewKey } from "../../../../../../../../api-keys/use_new_key.ts";
import type { FormErrors } from "../../../../../../../../forms/form_errors.ts";

export interface ApiKeysProps {
  projectId: string;
  /** Of the page itself. */
  path: string;
  list: KeyList;
  filter: KeyFilter;
  gatewayUrl: string;
  canWrite: boolean;
  /** Of a form that was posted without a script; null when none was. */
  posted: { values: KeyValues; errors: FormErrors; created: CreatedKey | null } | null;
}

/** A project's keys: a table that reads itself without a script, and dialogs that make and revoke. */
export default function ApiKeys({ projectId, path, list, filter, gatewayUrl, canWrite, posted }: ApiKeysProps) {
  const keys = useKeyList({ projectId, filter }, list);
  const form = useNewKey(projectId, keys, posted);
  const { rows, next } = keys.list.value;
  const create = canWrite && <DialogTrigger dialog={CREATE_KEY_DIALOG} tone="primary">New key</DialogTrigger>;
  return (
    <Card title="Keys" actions={create} flush>
      {(rows.length > 0 || isFiltered(filter)) && <KeyFilterForm filter={filter} path={path} />}
      {rows.length === 0 && isFiltered(filter)
        ? <EmptyState title="No key fits">Search for less, or look at keys in any state.</EmptyState>
        : rows.length === 0
        ? (
          <EmptyState title="No keys yet">
            {canWrite
              ? "An application calls the gateway with a key of this project. Make one for each, so that each can be revoked."
              : "An application calls the gateway with a key of this project. Your role is to look: ask a developer for one."}
          </EmptyState>
        )
        : <KeyTable rows={rows} path={path} canWrite={canWrite} onRevoke={keys.revoke} />}
      {next !== null && (
        <div class="flex justify-center border-t border-base-300 p-2">
          <Button href={keyListPath(path, filter, next)} size="small" tone="quiet" onClick={keys.more}>
            {keys.loading.value ? "Loading …" : "Show older keys"}
          </Button>
        </div>
      )}
      {canWrite && (
        <CreateKeyDialog
          path={path}
          gatewayUrl={gatewayUrl}
          {...form.shown.value}
          pending={form.pending.value}
          open={posted !== null}
          onSubmit={form.submit}
          onStored={form.stored}
          onClose={form.close}
        />
      )}
    </Card>
  );
}
