import type { ComponentChildren } from "preact";

interface CardProps {
  title?: ComponentChildren;
  /** Beside the title, at its end: buttons, mostly. */
  actions?: ComponentChildren;
  children: ComponentChildren;
  /** Without space around the content: for tables. */
  flush?: boolean;
}

/** A part of a page that stands for itself. */
export function Card({ title, actions, children, flush = false }: CardProps) {
  return (
    <section class="rounded-box border border-base-300 bg-base-100">
      {(title || actions) && (
        <header class="flex min-h-11 items-center justify-between gap-3 border-b border-base-300 px-4 py-2">
          <h2 class="text-sm font-semibold">{title}</h2>
          {actions && <div class="flex items-center gap-2">{actions}</div>}
        </header>
      )}
      <div class={flush ? "" : "p-4"}>{children}</div>
    </section>
  );
}
