import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { DashboardView } from "./dashboard_view.ts";
import { readView, viewHref } from "./view_url.ts";

export interface ViewState {
  readonly view: ReadonlySignal<DashboardView>;
  hrefOf(view: DashboardView): string;
  /** Shows another view, and puts it into the address. */
  show(view: DashboardView): void;
  /** What a link to a view has to do on a click: shows it here, unless the reader wants it in another tab. */
  follow(view: DashboardView): (event: MouseEvent) => void;
}

/** The view that the address says, and the ways to others, which the browser's own buttons go back and forth on. */
export function useView(path: string, initial: DashboardView): ViewState {
  const view = useSignal(initial);
  const hrefOf = (other: DashboardView) => viewHref(path, other);
  useEffect(() => {
    const onPopState = () => {
      if (location.pathname === path) view.value = readView(new URLSearchParams(location.search)).view;
    };
    addEventListener("popstate", onPopState);
    return () => removeEventListener("popstate", onPopState);
  }, []);
  const show = (other: DashboardView) => {
    const href = hrefOf(other);
    if (href === hrefOf(view.value)) return;
    history.pushState(null, "", href);
    view.value = other;
  };
  const follow = (other: DashboardView) => (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(other);
  };
  return { view, hrefOf, show, follow };
}
