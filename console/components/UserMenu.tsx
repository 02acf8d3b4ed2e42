import { type Theme, THEMES } from "../session/theme.ts";
import type { Viewer } from "../session/viewer.ts";
import { Icon } from "./Icon.tsx";
import { PopoverMenu } from "./PopoverMenu.tsx";

/** Who is signed in, how the console looks, and the way out. `next` is the page to come back to. */
export function UserMenu({ viewer, theme, next }: { viewer: Viewer; theme: Theme; next: string }) {
  return (
    <PopoverMenu id="user" label={`Account ${viewer.email}`} button={<Icon name="user" />}>
      <div class="border-b border-base-300 px-2 pt-1 pb-2">
        <p class="truncate font-medium">{viewer.name}</p>
        <p class="truncate text-xs text-muted">{viewer.email}</p>
      </div>
      <div class="border-b border-base-300 py-1">
        <a href="/account" class="menu-item">Account and tokens</a>
      </div>
      <form method="post" action="/theme" class="border-b border-base-300 px-2 py-2">
        <input type="hidden" name="next" value={next} />
        <fieldset>
          <legend class="mb-1 text-xs font-medium text-muted">Theme</legend>
          <div class="join w-full">
            {THEMES.map((choice) => (
              <button
                key={choice}
                type="submit"
                name="theme"
                value={choice}
                aria-pressed={choice === theme}
                class={`btn btn-xs join-item flex-1 ${choice === theme ? "btn-neutral" : ""}`}
              >
                {TITLES[choice]}
              </button>
            ))}
          </div>
        </fieldset>
      </form>
      <form method="post" action="/sign-out" class="pt-1">
        <button type="submit" class="menu-item">Sign out</button>
      </form>
    </PopoverMenu>
  );
}

const TITLES: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };
