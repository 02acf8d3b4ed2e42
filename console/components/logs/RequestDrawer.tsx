import { useSignal } from "@preact/signals";
import type { Client } from "@urql/core";
import { useEffect, useRef } from "preact/hooks";
import { browserClock } from "../../browser/dependencies.ts";
import { readRequestLog, type RequestLogOutcome } from "../../logs/read_request_log.ts";
import { Icon } from "../Icon.tsx";
import { Notice } from "../Notice.tsx";
import { Skeleton } from "../Skeleton.tsx";
import type { LogScope } from "../../logs/log_scope.ts";
import { REQUEST_TABS, type RequestTab, tabAfter } from "../../logs/request_tabs.ts";
import { RequestTabs } from "./RequestTabs.tsx";

interface RequestDrawerProps {
  scope: LogScope;
  requestId: string;
  /** The log's address without a filter. */
  path: string;
  gatewayUrl: string;
  /** The record's own page. */
  href: string;
  client: Client;
  /** Escape, the button, or a click beside it. */
  onClose(): void;
  /** To the next older record, or back. */
  onMove(by: 1 | -1): void;
}

/** A record over the table that it stands in. For islands only; without a script there is a page of the same. */
export default function RequestDrawer(props: RequestDrawerProps) {
  const { scope, requestId, path, gatewayUrl, href, client, onClose, onMove } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const closeButton = useRef<HTMLButtonElement>(null);
  const found = useRecord(client, scope, requestId);
  // Stays as one goes from record to record.
  const tab = useSignal<RequestTab>("overview");
  useEffect(() => {
    dialog.current?.showModal();
    closeButton.current?.focus();
    return () => dialog.current?.close();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const by = STEPS.get(event.key);
    if (by !== undefined) onMove(by);
    else if (event.key === "[" || event.key === "]") {
      tab.value = tabAfter(REQUEST_TABS, tab.value, event.key === "]" ? 1 : -1);
    } else if (event.key === "o") location.assign(href);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby="request-drawer-title"
      class="ml-auto h-dvh max-h-none w-full max-w-3xl border-l border-base-300 bg-base-100 text-base-content shadow-xl backdrop:bg-black/30"
      onCancel={(event) => {
        // Closed by whoever opened it, so that address and focus go back together with it.
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
      onKeyDown={onKeyDown}
    >
      <div class="min-h-full px-5 pb-8">
        <header class="sticky top-0 z-10 -mx-5 mb-3 flex items-center gap-2 border-b border-base-300 bg-base-100 px-5 py-2.5">
          <h2 id="request-drawer-title" class="mr-auto text-base font-semibold">Request</h2>
          <a href={href} class="btn btn-ghost btn-xs">Open as a page</a>
          <button
            ref={closeButton}
            type="button"
            class="btn btn-ghost btn-square btn-sm"
            aria-label="Close"
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </header>
        <Content
          found={found}
          path={path}
          gatewayUrl={gatewayUrl}
          chosen={tab.value}
          onChoose={(chosen) => tab.value = chosen}
        />
      </div>
    </dialog>
  );
}

type Found = { kind: "loading" } | RequestLogOutcome;

function useRecord(client: Client, scope: LogScope, requestId: string): Found {
  const found = useSignal<Found>({ kind: "loading" });
  useEffect(() => {
    const moved = new AbortController();
    const { signal } = moved;
    found.value = { kind: "loading" };
    readRequestLog(client, { scope, requestId }, { clock: browserClock, signal }).then((outcome) => {
      if (!signal.aborted) found.value = outcome;
    }, () => {});
    return () => moved.abort();
  }, [client, requestId]);
  return found.value;
}

/** To the next older record, or back. */
const STEPS = new Map<string, 1 | -1>([["j", 1], ["k", -1]]);

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select") !== null;
}

interface ContentProps {
  found: Found;
  path: string;
  gatewayUrl: string;
  chosen: RequestTab;
  onChoose(tab: RequestTab): void;
}

function Content({ found, ...rest }: ContentProps) {
  switch (found.kind) {
    case "loading":
      return <Skeleton lines={12} label="Loading the request" />;
    case "record":
      return <RequestTabs log={found.log} tabs={REQUEST_TABS} {...rest} />;
    case "none":
      return <Notice tone="info">This request is not stored, or no more.</Notice>;
    case "failed":
      return <Notice tone="error">{found.message}</Notice>;
  }
}
