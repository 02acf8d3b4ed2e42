import { DialogTrigger } from "../../../../../../components/Dialog.tsx";
import { EmptyState } from "../../../../../../components/EmptyState.tsx";
import { CREATE_PROVIDER_DIALOG, CreateProviderDialog } from "../../../../../../providers/CreateProviderDialog.tsx";
import type { ProviderList } from "../../../../../../providers/provider_list.ts";
import type { PresetText, ProviderKindText } from "../../../../../../providers/provider_kinds.ts";
import { ProviderTable } from "../../../../../../providers/ProviderTable.tsx";
import { type NewProviderShown, useProviders } from "../../../../../../providers/use_providers.ts";
import { useTrouble } from "../../../../../../providers/use_trouble.ts";
import { DraftList } from "../../../../../../publishing/DraftList.tsx";
import type { PublishingState } from "../../../../../../publishing/publishing_state.ts";
import { usePublishing } from "../../../../../../publishing/use_publishing.ts";

export interface ProvidersProps {
  slug: string;
  /** Of the page itself. */
  path: string;
  list: ProviderList;
  kinds: readonly ProviderKindText[];
  presets: readonly PresetText[];
  includeArchived: boolean;
  publishing: PublishingState;
  canWrite: boolean;
  canPublish: boolean;
  /** Of a form that was posted without a script; null when none was. */
  posted: NewProviderShown | null;
}

/** A tenant's providers, what to do with them, and publishing what was done. */
export default function Providers(props: ProvidersProps) {
  const { slug, path, kinds, presets, includeArchived, canWrite, canPublish, posted } = props;
  const publishing = usePublishing(slug, props.publishing);
  const { tenantId } = props.publishing;
  const state = useProviders({ slug, tenantId, includeArchived, initial: props.list, posted, publishing });
  const trouble = useTrouble(tenantId);
  const { rows } = state.list.value;
  return (
    <div class="flex flex-col gap-4">
      <DraftList
        title="Providers"
        what="providers"
        {...{ path, includeArchived, publishing, canPublish }}
        listed={state}
        create={canWrite && <DialogTrigger dialog={CREATE_PROVIDER_DIALOG} tone="primary">New provider</DialogTrigger>}
      >
        {rows.length === 0
          ? (
            <EmptyState title="No providers yet">
              A provider is a service that answers model requests, with the key to call it. Add the mock to try things
              out without one.
            </EmptyState>
          )
          : (
            <ProviderTable
              rows={rows}
              kinds={kinds}
              presets={presets}
              canWrite={canWrite}
              trouble={trouble.value}
              onArchive={state.archive}
              onRestore={state.restore}
              onSaved={state.saved}
            />
          )}
      </DraftList>
      {canWrite && (
        <CreateProviderDialog
          {...state.shown.value}
          kinds={kinds}
          presets={presets}
          pending={state.pending.value}
          open={posted !== null}
          onSubmit={state.create}
          onClose={state.close}
        />
      )}
    </div>
  );
}
