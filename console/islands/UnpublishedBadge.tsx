import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { onDemand } from "../forms/on_demand.ts";
import { draftChanges } from "../publishing/draft_changed.ts";
import type { Unpublished } from "../publishing/read_unpublished.ts";

/** Beside the link to the publish page: how many changes wait there. Asked for when the page is at rest, and after each change. */
export default function UnpublishedBadge({ slug }: { slug: string }) {
  const waiting = useSignal<Unpublished | null>(null);
  const seen = draftChanges.value;
  useEffect(() => {
    const state = { isGone: false };
    const ask = async () => {
      const module = await onDemand(() => import("../publishing/read_unpublished.ts"));
      const read = await module?.readUnpublished(slug);
      if (!state.isGone && read !== undefined && read !== null) waiting.value = read;
    };
    // Whatever else the page has to do comes first.
    const handle = setTimeout(ask, seen === 0 ? WAIT_MS : 0);
    return () => {
      state.isGone = true;
      clearTimeout(handle);
    };
  }, [seen]);
  const told = waiting.value;
  if (told === null || !told.differs) return null;
  const words = `${told.count ?? "Some"} unpublished ${told.count === 1 ? "change" : "changes"}`;
  return (
    <span
      class={`ml-auto rounded-selector px-1.5 text-xs font-medium ${
        told.isBlocked ? "bg-error/10 text-error" : "bg-warning/10 text-warning"
      }`}
      title={told.isBlocked ? `${words}; something stands against publishing them` : words}
    >
      <span aria-hidden="true">{told.count ?? "!"}</span>
      <span class="sr-only">{words}</span>
    </span>
  );
}

const WAIT_MS = 300;
