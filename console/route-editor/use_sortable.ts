import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type Sortable from "sortablejs";
import { onDemand } from "../forms/on_demand.ts";
import type { Place } from "./tree_places.ts";

interface UseSortableOptions {
  isEnabled: boolean;
  /** The place is counted as if the node were not there. */
  onMove(id: string, place: Place): void;
  onDragging(isDragging: boolean): void;
}

/** Lets nodes be dragged within a list, and between the lists of one tree. The list says whose it is by `data-parent` and `data-slot`. */
export function useSortable(list: RefObject<HTMLElement>, options: UseSortableOptions): void {
  const { isEnabled } = options;
  useEffect(() => {
    if (!isEnabled) return;
    const state: { sortable: Sortable | null; isGone: boolean } = { sortable: null, isGone: false };
    onDemand(() => import("sortablejs")).then((module) => {
      // Without it everything can still be done by keys.
      if (module === null || state.isGone || list.current === null) return;
      state.sortable = module.default.create(list.current, sortableOptions(options));
    });
    return () => {
      state.isGone = true;
      state.sortable?.destroy();
    };
  }, [isEnabled]);
}

function sortableOptions({ onMove, onDragging }: UseSortableOptions): Sortable.Options {
  return {
    group: { name: "route-nodes", pull: true, put: takes },
    handle: "[data-grip]",
    draggable: ">li",
    ghostClass: "opacity-40",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    // The same with mouse, pen and finger, and drawn as the page is.
    forceFallback: true,
    fallbackOnBody: true,
    fallbackTolerance: 4,
    swapThreshold: 0.5,
    invertSwap: true,
    emptyInsertThreshold: 10,
    onStart: () => onDragging(true),
    onEnd: (event) => {
      onDragging(false);
      const { item, from, to, oldIndex, newIndex } = event;
      const { parent, slot } = to.dataset;
      // The page is drawn from what is edited: it has to be found as it was drawn.
      item.remove();
      from.insertBefore(item, from.children[oldIndex!] ?? null);
      const isSame = from === to && oldIndex === newIndex;
      if (isSame || parent === undefined || item.dataset["node"] === undefined) return;
      onMove(item.dataset["node"], { parent, slot: Number(slot), index: newIndex! });
    },
  };
}

/** A branch takes one node alone. */
function takes(to: Sortable, _from: Sortable, dragged: HTMLElement): boolean {
  if (to.el.dataset["single"] === undefined) return true;
  return [...to.el.children].every((child) => child === dragged);
}
