import type { ComponentChildren } from "preact";
import ShellKeys from "../islands/ShellKeys.tsx";
import { breadcrumbs } from "../shell/breadcrumbs.ts";
import { shellCommands, shellKeys } from "../shell/shell_commands.ts";
import type { Section } from "../session/places.ts";
import type { Place, Viewer } from "../session/viewer.ts";
import type { Theme } from "../session/theme.ts";
import { Breadcrumbs } from "./Breadcrumbs.tsx";
import { Icon } from "./Icon.tsx";
import { Logo } from "./Logo.tsx";
import { PlaceSwitchers } from "./PlaceSwitchers.tsx";
import { NAVIGATION_ID, ShellNavigation } from "./ShellNavigation.tsx";
import { UserMenu } from "./UserMenu.tsx";

interface AppShellProps {
  viewer: Viewer;
  place: Place | null;
  theme: Theme;
  url: URL;
  /** What a page below a section is about, for the breadcrumbs. */
  detail: string | null;
  badges?: Partial<Record<Section, ComponentChildren>>;
  children: ComponentChildren;
}

/** What is around every page for people who signed in: bar, switchers, navigation. Works without a script. */
export function AppShell({ viewer, place, theme, url, detail, badges, children }: AppShellProps) {
  return (
    <div class="flex min-h-dvh flex-col">
      <a
        href="#content"
        class="btn btn-primary btn-sm sr-only z-50 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <header class="sticky top-0 z-20 flex h-12 items-center gap-1 border-b border-base-300 bg-base-100 px-3 sm:gap-2 sm:px-4">
        {place && (
          <button
            type="button"
            popovertarget={NAVIGATION_ID}
            aria-label="Pages"
            class="btn btn-ghost btn-square btn-sm lg:hidden"
          >
            <Icon name="menu" class="size-5" />
          </button>
        )}
        <a href="/" class="mr-1 flex rounded-field" aria-label="Perpetuo, start page">
          <Logo short />
        </a>
        {place && <PlaceSwitchers viewer={viewer} place={place} pathname={url.pathname} />}
        <div class="ml-auto flex items-center gap-1 sm:gap-2">
          <ShellKeys
            commands={shellCommands(viewer, place, url)}
            keys={shellKeys(place)}
            tenantSlug={place?.tenant.slug ?? null}
            projectId={place?.project?.id ?? null}
          />
          <UserMenu viewer={viewer} theme={theme} next={url.pathname + url.search} />
        </div>
      </header>
      <div class="flex flex-1 flex-col lg:flex-row">
        {place && <ShellNavigation place={place} pathname={url.pathname} {...(badges && { badges })} />}
        <main id="content" tabIndex={-1} class="min-w-0 flex-1 p-4 lg:px-6">
          <Breadcrumbs crumbs={breadcrumbs(url.pathname, place, detail)} />
          {children}
        </main>
      </div>
    </div>
  );
}
