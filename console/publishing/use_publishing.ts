import { type Signal, useSignal } from "@preact/signals";
import { toast } from "../browser/toasts.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import { draftChanged } from "./draft_changed.ts";
import { publish, type PublishingState, readPublishing } from "./publishing_state.ts";

export interface Publishing {
  readonly state: Signal<PublishingState>;
  readonly pending: Signal<boolean>;
  publish(event: SubmitEvent): Promise<void>;
  /** After a change of the draft: asks whether it differs now. */
  refresh(): Promise<void>;
}

/** An island's view of what is published, begun with what the server rendered. */
export function usePublishing(slug: string, initial: PublishingState): Publishing {
  const state = useSignal(initial);
  const pending = useSignal(false);
  const refresh = async () => {
    draftChanged();
    const read = await readPublishing(browserDependencies().client, slug);
    if (read.kind === "publishing") state.value = read.publishing;
  };
  const run = async (event: SubmitEvent) => {
    event.preventDefault();
    if (pending.value) return;
    pending.value = true;
    const { tenantId, revision } = state.value;
    const outcome = await publish(browserDependencies().client, tenantId, revision?.number ?? 0);
    pending.value = false;
    if (outcome.kind === "failed") {
      toast(outcome.message, "error");
      return await refresh();
    }
    const { changed, number, publishedAt } = outcome;
    state.value = { tenantId, revision: { number, publishedAt }, draftDiffers: false };
    draftChanged();
    toast(changed ? `Revision ${number} is published.` : `Revision ${number} holds all of it already.`, "success");
  };
  return { state, pending, publish: run, refresh };
}
