import { type Signal, useSignal } from "@preact/signals";
import { toast } from "../browser/toasts.ts";
import { closeDialog } from "../components/Dialog.tsx";
import { focusFirstError } from "../forms/focus_first_error.ts";
import { type FormErrors, NO_ERRORS } from "../forms/form_errors.ts";
import { onDemand, OUTDATED } from "../forms/on_demand.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import { restoreProviderMutation } from "../graphql/documents/providers.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import type { Publishing } from "../publishing/use_publishing.ts";
import { CREATE_PROVIDER_DIALOG } from "./CreateProviderDialog.tsx";
import { type ProviderList, type ProviderRow, withPage, withProvider } from "./provider_list.ts";
import { type ProvidersRequest, readProviders } from "./read_providers.ts";
import { NEW_PROVIDER, type ProviderValues } from "./provider_values.ts";

export interface NewProviderShown {
  values: ProviderValues;
  errors: FormErrors;
}

export interface ProvidersState {
  readonly list: Signal<ProviderList>;
  /** Whether the next page is on its way. */
  readonly loading: Signal<boolean>;
  /** The dialog's. */
  readonly shown: Signal<NewProviderShown>;
  /** Whether a provider is being added. */
  readonly pending: Signal<boolean>;
  more(event: Event): Promise<void>;
  create(event: SubmitEvent): Promise<void>;
  /** The dialog is closed: forgets what it asked. */
  close(): void;
  archive(row: ProviderRow): Promise<void>;
  restore(row: ProviderRow): Promise<void>;
  /** A provider was changed by one of the dialogs of its line, which says so with a sentence. */
  saved(row: ProviderRow, sentence: string): Promise<void>;
}

interface UseProvidersOptions extends Omit<ProvidersRequest, "after"> {
  tenantId: string;
  initial: ProviderList;
  posted: NewProviderShown | null;
  publishing: Publishing;
}

/** An island's list of providers, begun with what the server rendered. */
export function useProviders(
  { tenantId, initial, posted, publishing, ...request }: UseProvidersOptions,
): ProvidersState {
  const list = useSignal(initial);
  const loading = useSignal(false);
  const shown = useSignal(posted ?? EMPTY);
  const pending = useSignal(false);
  const more = async (event: Event) => {
    event.preventDefault();
    if (loading.value) return;
    loading.value = true;
    const page = await readProviders(browserDependencies().client, { ...request, after: list.value.next });
    loading.value = false;
    if (page.kind === "failed") toast(page.message, "error");
    else list.value = withPage(list.value, page.list);
  };
  const create = async (event: SubmitEvent) => {
    event.preventDefault();
    if (pending.value) return;
    const form = event.currentTarget as HTMLFormElement;
    pending.value = true;
    const module = await onDemand(() => import("./save_provider.ts"));
    const outcome = await module?.createProvider(browserDependencies().client, tenantId, new FormData(form)) ?? null;
    pending.value = false;
    if (outcome?.kind !== "saved") {
      shown.value = outcome ?? { ...shown.value, errors: OUTDATED };
      return focusFirstError(form);
    }
    list.value = withProvider(list.value, outcome.provider);
    closeDialog(CREATE_PROVIDER_DIALOG);
    toast(`“${outcome.provider.name}” is part of the draft.`, "success");
    await publishing.refresh();
  };
  const archive = async (row: ProviderRow) => {
    const module = await onDemand(() => import("./save_provider.ts"));
    const outcome = await module?.archiveProvider(browserDependencies().client, row.id) ?? null;
    if (outcome?.kind !== "archived") return toast(outcome?.message ?? OUTDATED.message!, "error");
    list.value = withProvider(list.value, outcome.provider);
    toast(`“${row.name}” is archived.`, "success");
    await publishing.refresh();
  };
  const restore = async (row: ProviderRow) => {
    const input = { id: row.id, version: row.version };
    const outcome = await runMutation(restoreProviderMutation, { input }, (data) => data.restoreProvider);
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    list.value = withProvider(list.value, outcome.payload.provider);
    toast(`“${outcome.payload.provider.name}” is part of the draft again.`, "success");
    await publishing.refresh();
  };
  const saved = async (row: ProviderRow, sentence: string) => {
    list.value = withProvider(list.value, row);
    toast(sentence, "success");
    await publishing.refresh();
  };
  return { list, loading, shown, pending, more, create, close: () => shown.value = EMPTY, archive, restore, saved };
}

const EMPTY: NewProviderShown = { values: NEW_PROVIDER, errors: NO_ERRORS };
