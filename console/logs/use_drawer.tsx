import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { browserDependencies } from "../graphql/dependencies.ts";
import type { LiveLog } from "./live_log.ts";
import type { LogScope } from "./log_scope.ts";
import type { LogRow } from "./request_log.ts";
import { rowLink } from "./row_element.ts";

export interface DrawerOptions {
  /** The log's address without a filter, and the filter with its `?`. */
  path: string;
  search: string;
  scope: LogScope;
  /** Where requests are sent, for a command that repeats one. */
  gatewayUrl: string;
  /** The `requestId` of the row that Tab leads to. */
  current: Signal<string | null>;
}

export interface Drawer {
  /** Follows a row's link, or a click on its line, into the drawer. */
  open(row: LogRow, event: MouseEvent): void;
  content: JSX.Element | null;
}

/**
 * The drawer over the table. While it is open the address is that of the record's own page: to be kept, sent or loaded
 * anew, and the browser's way back closes it.
 */
export function useDrawer(log: LiveLog, { path, search, scope, gatewayUrl, current }: DrawerOptions): Drawer {
  const requestId = useSignal<string | null>(null);
  const parts = useSignal<DrawerModule | null>(null);
  const returnTo = useRef<string | null>(null);
  const hrefOf = (id: string) => `${path}/${id}${search}`;

  const show = (id: string | null) => {
    log.hold("dialog", id !== null);
    requestId.value = id;
    if (id === null) return;
    returnTo.current = current.value = id;
    // Not part of what the page loads first.
    if (parts.value === null) loadDrawer().then((loaded) => parts.value = loaded, () => location.assign(hrefOf(id)));
  };
  const open = (row: LogRow, event: MouseEvent) => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    history.pushState(DRAWER, "", hrefOf(row.requestId));
    show(row.requestId);
  };
  const close = () => history.back();
  const move = (by: 1 | -1) => {
    const { shown } = log.rows.peek();
    const next = shown[shown.findIndex((row) => row.requestId === requestId.peek()) + by];
    if (next === undefined) return;
    history.replaceState(DRAWER, "", hrefOf(next.requestId));
    show(next.requestId);
  };
  useEffect(() => {
    const onPopState = () => {
      if (location.pathname === path) return location.search === search ? show(null) : location.reload();
      show(location.pathname.slice(path.length + 1));
    };
    addEventListener("popstate", onPopState);
    return () => removeEventListener("popstate", onPopState);
  }, []);
  const id = requestId.value;
  useEffect(() => {
    // Of what is drawn: the signal may say already that it is closed while the open drawer lets nothing below have the focus.
    if (id !== null || returnTo.current === null) return;
    rowLink(returnTo.current)?.focus();
    returnTo.current = null;
  }, [id]);

  const Drawer = parts.value?.default;
  const content = Drawer === undefined || id === null ? null : (
    <Drawer
      scope={scope}
      gatewayUrl={gatewayUrl}
      path={path}
      requestId={id}
      href={hrefOf(id)}
      client={browserDependencies().client}
      onClose={close}
      onMove={move}
    />
  );
  return { open, content };
}

type DrawerModule = typeof import("../components/logs/RequestDrawer.tsx");

function loadDrawer(): Promise<DrawerModule> {
  return import("../components/logs/RequestDrawer.tsx");
}

const DRAWER = { drawer: true };

/** Neither for another tab, nor the end of selecting a text. */
function isPlainClick(event: MouseEvent): boolean {
  if (event.defaultPrevented || event.button !== 0) return false;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return false;
  const isLink = event.target instanceof Element && event.target.closest("a") !== null;
  return isLink || getSelection()?.isCollapsed !== false;
}
