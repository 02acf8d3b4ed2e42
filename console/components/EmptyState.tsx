import type { ComponentChildren } from "preact";

interface EmptyStateProps {
  title: string;
  /** Why there is nothing, and how something comes here. */
  children: ComponentChildren;
  /** The first step. */
  action?: ComponentChildren;
}

/** Stands where a list would, while there is nothing in it. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div class="flex flex-col items-center gap-2 px-6 py-12 text-center">
      <h2 class="font-semibold">{title}</h2>
      <p class="max-w-prose text-sm text-muted">{children}</p>
      {action && <div class="mt-2">{action}</div>}
    </div>
  );
}
