import { type Signal, useSignal } from "@preact/signals";
import { browserClock } from "../browser/dependencies.ts";
import { toast } from "../browser/toasts.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import { revokeApiKeyMutation } from "../graphql/documents/api_keys.ts";
import { mutationOutcome } from "../graphql/outcome.ts";
import type { KeyFilter } from "./key_filter.ts";
import { type KeyList, type KeyRow, withPage, withRevoking, withSettled } from "./key_list.ts";
import { readKeys } from "./read_keys.ts";

export interface KeyListState {
  readonly list: Signal<KeyList>;
  /** Whether the next page is on its way. */
  readonly loading: Signal<boolean>;
  /** Adds the next page; in place of following the link. */
  more(event: Event): Promise<void>;
  /** Shows the key as revoked at once, and as it was when that fails. */
  revoke(row: KeyRow): Promise<void>;
}

/** An island's list of keys, begun with what the server rendered. */
export function useKeyList(
  { projectId, filter }: { projectId: string; filter: KeyFilter },
  initial: KeyList,
): KeyListState {
  const list = useSignal(initial);
  const loading = useSignal(false);
  const more = async (event: Event) => {
    event.preventDefault();
    if (loading.value) return;
    loading.value = true;
    const page = await readKeys(browserDependencies().client, { projectId, filter, after: list.value.next });
    loading.value = false;
    if (page.kind === "failed") toast(page.message, "error");
    else list.value = withPage(list.value, page.list);
  };
  const revoke = async (row: KeyRow) => {
    list.value = withRevoking(list.value, row.id, new Date(browserClock.now()).toISOString());
    const { client } = browserDependencies();
    const result = await client.mutation(revokeApiKeyMutation, { input: { id: row.id } }).toPromise();
    const outcome = mutationOutcome(result, (data) => data.revokeApiKey);
    if (outcome.kind === "failed") {
      list.value = withSettled(list.value, row.id, row);
      toast(`“${row.name}” is not revoked. ${outcome.message}`, "error");
      return;
    }
    list.value = withSettled(list.value, row.id, outcome.payload.apiKey);
    toast(`“${row.name}” is revoked.`, "success");
  };
  return { list, loading, more, revoke };
}
