import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";

interface PageHeaderProps {
  /** The page's `h1`, and what its tab is called. */
  title: string;
  /** A sentence on what the page is for. */
  intro?: ComponentChildren;
  /** At the title's end: what is mostly done here. */
  actions?: ComponentChildren;
}

/** The top of a page in the shell. */
export function PageHeader({ title, intro, actions }: PageHeaderProps) {
  return (
    <header class="mb-4 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
      <Head>
        <title>{`${title} · Perpetuo`}</title>
      </Head>
      <div>
        <h1 class="text-xl font-semibold tracking-tight">{title}</h1>
        {intro && <p class="mt-0.5 text-sm text-muted">{intro}</p>}
      </div>
      {actions && <div class="flex items-center gap-2">{actions}</div>}
    </header>
  );
}
