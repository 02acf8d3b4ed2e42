/** The link that has a row's focus; null when the row is not in the table. */
export function rowLink(requestId: string): HTMLElement | null {
  return document.querySelector(`[data-request="${CSS.escape(requestId)}"] a`);
}

/** The `requestId` of the row that has the focus. */
export function focusedRow(): string | null {
  return document.activeElement?.closest("[data-request]")?.getAttribute("data-request") ?? null;
}
