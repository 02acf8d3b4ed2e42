import type { ComponentChildren } from "preact";

/** Around a table: scrolls it sideways where it does not fit, by keys too. `label` says what the table lists. */
export function TableFrame({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="overflow-x-auto rounded-box" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
