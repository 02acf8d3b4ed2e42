import type { ComponentChildren } from "preact";
import type { Place, Viewer } from "../session/viewer.ts";
import type { Theme } from "../session/theme.ts";
import { Logo } from "./Logo.tsx";
import { PlaceSwitchers } from "./PlaceSwitchers.tsx";
import { ShellNavigation } from "./ShellNavigation.tsx";
import { UserMenu } from "./UserMenu.tsx";

interface AppShellProps {
  viewer: Viewer;
  place: Place | null;
  theme: Theme;
  url: URL;
  children: ComponentChildren;
}

/** What is around every page for people who signed in: bar, switchers, navigation. Works without a script. */
export function AppShell({ viewer, place, theme, url, children }: AppShellProps) {
  return (
    <div class="flex min-h-dvh flex-col">
      <a
        href="#content"
        class="btn btn-primary btn-sm sr-only z-50 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <header class="sticky top-0 z-20 flex h-12 items-center gap-1 border-b border-base-300 bg-base-100 px-3 sm:gap-2 sm:px-4">
        <a href="/" class="mr-1 flex rounded-field" aria-label="Perpetuo, start page">
          <Logo short />
        </a>
        {place && <PlaceSwitchers viewer={viewer} place={place} pathname={url.pathname} />}
        <div class="ml-auto">
          <UserMenu viewer={viewer} theme={theme} next={url.pathname + url.search} />
        </div>
      </header>
      <div class="flex flex-1 flex-col lg:flex-row">
        {place && <ShellNavigation place={place} pathname={url.pathname} />}
        <main id="content" tabIndex={-1} class="min-w-0 flex-1 p-4 lg:px-6">
          {children}
        </main>
      </div>
    </div>
  );
}
