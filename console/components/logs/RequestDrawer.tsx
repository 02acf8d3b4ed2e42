import { useSignal } from "@preact/signals";
import type { Client } from "@urql/core";
import { useEffect, useRef } from "preact/hooks";
import { browserClock } from "../../browser/dependencies.ts";
import { readRequestLog, type RequestLogOutcome } from "../../logs/read_request_log.ts";
import { Icon } from "../Icon.tsx";
import { Notice } from "../Notice.tsx";
import { Skeleton } from "../Skeleton.tsx";
import { RequestDetail } from "./RequestDetail.tsx";

interface RequestDrawerProps {
  projectId: string;
  requestId: string;
  /** The record's own page. */
  href: string;
  client: Client;
  /** Escape, the button, or a click beside it. */
  onClose(): void;
  /** To the next older record, or back. */
  onMove(by: 1 | -1): void;
}

/** A record over the table that it stands in. For islands only; without a script there is a page of the same. */
export default function RequestDrawer({ projectId, requestId, href, client, onClose, onMove }: RequestDrawerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const closeButton = useRef<HTMLButtonElement>(null);
  const found = useRecord(client, projectId, requestId);
  useEffect(() => {
    dialog.current?.showModal();
    closeButton.current?.focus();
    return () => dialog.current?.close();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== "j" && event.key !== "k")) return;
    event.preventDefault();
    onMove(event.key === "j" ? 1 : -1);
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby="request-drawer-title"
      class="ml-auto h-dvh max-h-none w-full max-w-2xl border-l border-base-300 bg-base-100 text-base-content shadow-xl backdrop:bg-black/30"
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
        <Content found={found} />
      </div>
    </dialog>
  );
}

type Found = { kind: "loading" } | RequestLogOutcome;

function useRecord(client: Client, projectId: string, requestId: string): Found {
  const found = useSignal<Found>({ kind: "loading" });
  useEffect(() => {
    const moved = new AbortController();
    const { signal } = moved;
    found.value = { kind: "loading" };
    readRequestLog(client, { projectId, requestId }, { clock: browserClock, signal }).then((outcome) => {
      if (!signal.aborted) found.value = outcome;
    }, () => {});
    return () => moved.abort();
  }, [client, projectId, requestId]);
  return found.value;
}

function Content({ found }: { found: Found }) {
  switch (found.kind) {
    case "loading":
      return <Skeleton lines={12} label="Loading the request" />;
    case "record":
      return <RequestDetail log={found.log} />;
    case "none":
      return <Notice tone="info">This request is not stored, or no more.</Notice>;
    case "failed":
      return <Notice tone="error">{found.message}</Notice>;
  }
}
