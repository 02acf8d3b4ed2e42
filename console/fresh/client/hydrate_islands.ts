import { type ComponentType, h, hydrate } from "preact";
import { reviveProps } from "./revive_props.ts";
import { rangeOf, removeMarks, rootFragment } from "./marked_range.ts";
import { ServerSlots } from "./server_slots.ts";

/** Brings the page's islands to life where the server rendered them. `modules` are the islands' files by name. */
export function hydrateIslands(modules: Record<string, Record<string, unknown>>): void {
  const slots = new ServerSlots((mark, props) => element(modules, mark, props));
  const props = reviveProps(document.getElementById("fresh-props")!.textContent!, slots);
  const islands = slots.read(document.body, props);
  for (const { mark, start } of islands) {
    const range = rangeOf(start);
    // Comments would make Preact move the elements behind them, and lose focus, scroll and selection in doing so.
    removeMarks(range);
    try {
      hydrate(element(modules, mark, props[mark.index]!), rootFragment(range));
    } catch (error) {
      // One island's fault leaves the others alive.
      reportError(error);
    }
  }
}

export interface IslandMark {
  index: number;
  file: string;
  exportName: string;
}

function element(modules: Record<string, Record<string, unknown>>, mark: IslandMark, props: Record<string, unknown>) {
  const vnode = h(modules[mark.file]![mark.exportName] as ComponentType, props);
  // The seed of `useId`, as on the server.
  return Object.assign(vnode, { __m: [mark.index + 1, 0] });
}
