import type { ComponentChildren } from "preact";

/** A part of a record's account, below a heading of its own. */
export function DetailSection({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="border-t border-base-300 py-3">
      <h2 class="mb-2 font-semibold">{title}</h2>
      {children}
    </section>
  );
}
