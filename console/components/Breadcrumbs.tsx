import type { Crumb } from "../shell/breadcrumbs.ts";

/** The way down to the page, above its title. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  if (crumbs.length === 0) return null;
  return (
    <nav aria-label="Breadcrumb" class="mb-1">
      <ol class="flex flex-wrap items-center gap-x-1.5 text-xs text-muted">
        {crumbs.map(({ title, href }, index) => (
          <li key={index} class="flex min-w-0 items-center gap-x-1.5">
            {index > 0 && <span aria-hidden="true">/</span>}
            {href === null
              ? <span aria-current="page" class="max-w-60 truncate">{title}</span>
              : (
                <a href={href} class="max-w-60 truncate rounded-field hover:text-base-content hover:underline">
                  {title}
                </a>
              )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
