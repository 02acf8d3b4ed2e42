import { signal } from "@preact/signals";
import { browserClock } from "./dependencies.ts";

export type ToastTone = "info" | "success" | "error";

export interface Toast {
  id: number;
  tone: ToastTone;
  text: string;
}

/** What the toast region shows, oldest first. */
export const toasts = signal<readonly Toast[]>([]);

/** Says something in passing, for six seconds; errors stay until they are closed. For islands only. */
export function toast(text: string, tone: ToastTone = "info"): void {
  const id = ++lastId;
  // Whatever comes faster than it can be read is not worth covering the page.
  toasts.value = [...toasts.value, { id, tone, text }].slice(-TOASTS_MAX);
  if (tone !== "error") browserClock.delay(SHOWN_MS).then(() => closeToast(id));
}

export function closeToast(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}

const SHOWN_MS = 6_000;
const TOASTS_MAX = 4;
let lastId = 0;
