import { type Section, sectionOf, sectionPath, SECTIONS } from "../session/places.ts";
import type { Place } from "../session/viewer.ts";
import { Icon, type IconName } from "./Icon.tsx";

/** The pages of a place: a column at the side, or a row that scrolls where there is no room for one. */
export function ShellNavigation({ place, pathname }: { place: Place; pathname: string }) {
  const current = sectionOf(pathname);
  return (
    <nav
      aria-label="Pages"
      class="border-b border-base-300 bg-base-100 lg:w-48 lg:shrink-0 lg:border-r lg:border-b-0"
    >
      <ul class="flex gap-1 overflow-x-auto p-1.5 lg:sticky lg:top-12 lg:flex-col lg:p-3">
        {SECTIONS.map(({ section, title }) => {
          const href = sectionPath(section, place);
          if (href === null) return null;
          const isCurrent = section === current;
          return (
            <li key={section}>
              <a
                href={href}
                aria-current={isCurrent ? "page" : undefined}
                class={`flex items-center gap-2 rounded-field px-2.5 py-1.5 font-medium whitespace-nowrap ${
                  isCurrent ? "bg-primary/10 text-primary" : "text-muted hover:bg-base-200 hover:text-base-content"
                }`}
              >
                <Icon name={ICONS[section]} />
                {title}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

const ICONS: Record<Section, IconName> = { logs: "logs", routes: "route", keys: "key", providers: "plug" };
