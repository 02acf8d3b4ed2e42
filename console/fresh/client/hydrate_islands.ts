import { type ComponentType, h, hydrate, type VNode } from "preact";
import { rangeOf, removeMarks, rootFragment } from "./marked_range.ts";
import { reviveProps } from "./revive_props.ts";
import { ServerSlots } from "./server_slots.ts";

/** Brings the page's islands to life where the server rendered them. `modules` are the islands' files by name. */
export function hydrateIslands(modules: Record<string, Record<string, unknown>>): void {
  const toElement = (mark: Comment, props: readonly Record<string, unknown>[]): VNode => {
    const [, , index, file, exportName] = mark.data.split(":") as [string, string, string, string, string];
    const vnode = h(modules[file]![exportName] as ComponentType, props[Number(index)]!);
    // The seed of `useId`, as on the server.
    return Object.assign(vnode, { __m: [Number(index) + 1, 0] });
  };
  const slots = new ServerSlots(toElement);
  const props = reviveProps(document.getElementById("fresh-props")!.textContent!, slots);
  for (const mark of slots.read(document.body, props)) {
    const range = rangeOf(mark);
    // Comments would make Preact move the elements behind them, and lose focus, scroll and selection in doing so.
    removeMarks(range);
    try {
      hydrate(toElement(mark, props), rootFragment(range));
    } catch (error) {
      // One island's fault leaves the others alive.
      reportError(error);
    }
  }
}
