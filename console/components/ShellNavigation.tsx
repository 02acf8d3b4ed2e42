import type { ComponentChildren } from "preact";
import { type Section, type SectionGroup, sectionOf, sectionsFor } from "../session/places.ts";
import type { Place } from "../session/viewer.ts";
import { Icon, type IconName } from "./Icon.tsx";

/** The id that a button names to open the navigation where it is a drawer. */
export const NAVIGATION_ID = "pages";

interface ShellNavigationProps {
  place: Place;
  pathname: string;
  /** Beside the titles of sections: what there is to do. */
  badges?: Partial<Record<Section, ComponentChildren>>;
}

/**
 * The pages of a place by group: a column at the side, and where there is no room for one a drawer, which opens without a
 * script since it is a popover.
 */
export function ShellNavigation({ place, pathname, badges = {} }: ShellNavigationProps) {
  const current = sectionOf(pathname);
  const sections = sectionsFor(place);
  return (
    <nav
      id={NAVIGATION_ID}
      popover="auto"
      aria-label="Pages"
      class="m-0 h-dvh max-h-none w-64 max-w-[85vw] overflow-y-auto border-0 border-r border-base-300 bg-base-100 p-3 text-base-content shadow-xl backdrop:bg-black/30 lg:static lg:block lg:h-auto lg:w-48 lg:shrink-0 lg:overflow-visible lg:border-solid lg:p-0 lg:shadow-none"
    >
      <div class="flex flex-col gap-3 lg:sticky lg:top-12 lg:max-h-[calc(100dvh-3rem)] lg:overflow-y-auto lg:p-3">
        {GROUPS.map((group) => (
          <div key={group} role="group" aria-labelledby={`pages-${group}`}>
            <p id={`pages-${group}`} class="px-2.5 pb-0.5 text-xs font-medium text-muted">{group}</p>
            <ul class="flex flex-col">
              {sections.filter((entry) => entry.group === group).map(({ section, title, href }) => (
                <li key={section}>
                  <a
                    href={href}
                    aria-current={section === current ? "page" : undefined}
                    class={`flex items-center gap-2 rounded-field px-2.5 py-1 font-medium whitespace-nowrap ${
                      section === current
                        ? "bg-primary/10 text-primary"
                        : "text-muted hover:bg-base-200 hover:text-base-content"
                    }`}
                  >
                    <Icon name={ICONS[section]} />
                    {title}
                    {badges[section]}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}

const GROUPS: readonly SectionGroup[] = ["Observe", "Build", "Configure", "Administer"];

const ICONS: Record<Section, IconName> = {
  dashboard: "chart",
  logs: "logs",
  budgets: "budget",
  fleet: "fleet",
  routes: "route",
  playground: "play",
  keys: "key",
  publish: "publish",
  projects: "folder",
  providers: "plug",
  policies: "shield",
  prices: "price",
  members: "people",
  "service-accounts": "robot",
  audit: "audit",
  webhooks: "hook",
  settings: "gear",
};
