/** Brings whoever sent a form to what is wrong with it, once that is shown: its first wrong field, else the sentence above. */
export function focusFirstError(root: HTMLElement): void {
  // After the render that shows it.
  requestAnimationFrame(() => {
    const field = root.querySelector<HTMLElement>("[aria-invalid=true]");
    if (field !== null) return field.focus();
    root.querySelector<HTMLElement>("[role=alert]")?.scrollIntoView({ block: "nearest" });
  });
}
