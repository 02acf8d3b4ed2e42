import { signal } from "@preact/signals";
import { browserClock } from "./dependencies.ts";

export type ToastTone = "info" | "success" | "error";

export interface Toast {
  id: number;
  tone: ToastTone;
  text: string;
  /** Takes back what the toast tells of. */
  undo: (() => void) | null;
}

/** What the toast region shows, oldest first. */
export const toasts = signal<readonly Toast[]>([]);

export interface ToastOptions {
  /** Takes back what the toast tells of; it says itself what came of it, as by another toast. Offered for 12 seconds. */
  undo?: () => unknown;
}

/** Says something in passing, for six seconds; errors stay until they are closed. For islands only. */
export function toast(text: string, tone: ToastTone = "info", { undo }: ToastOptions = {}): void {
  const id = ++lastId;
  const takeBack = undo === undefined ? null : () => {
    closeToast(id);
    undo();
  };
  // Whatever comes faster than it can be read is not worth covering the page.
  toasts.value = [...toasts.value, { id, tone, text, undo: takeBack }].slice(-TOASTS_MAX);
  if (tone !== "error") closeLater(id, undo === undefined ? SHOWN_MS : UNDO_MS);
}

export function closeToast(id: number): void {
  if (held === id) held = null;
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}

/** Keeps a toast for as long as the pointer or the focus is on it; null lets go. */
export function holdToast(id: number | null): void {
  const before = held;
  held = id;
  const left = toasts.peek().find((shown) => shown.id === before);
  if (left !== undefined && left.id !== id && left.tone !== "error") closeLater(left.id, SHOWN_MS);
}

async function closeLater(id: number, afterMs: number): Promise<void> {
  await browserClock.delay(afterMs);
  if (held !== id) closeToast(id);
}

const SHOWN_MS = 6_000;
const UNDO_MS = 12_000;
const TOASTS_MAX = 4;
let lastId = 0;
let held: number | null = null;
