import type { ComponentChildren } from "preact";
import { Icon } from "./Icon.tsx";

interface PopoverMenuProps {
  /** Unique on the page. */
  id: string;
  /** What the button is called for those who do not see what is on it. */
  label: string;
  /** On the button. */
  button: ComponentChildren;
  children: ComponentChildren;
}

/** A button that shows a box of links and forms below it. Needs no script: opening and leaving are the browser's. */
export function PopoverMenu({ id, label, button, children }: PopoverMenuProps) {
  return (
    <div class="relative min-w-0">
      <button
        type="button"
        popovertarget={id}
        aria-label={label}
        class="btn btn-ghost btn-sm max-w-full min-w-0 flex-nowrap gap-1.5 px-2 font-medium"
      >
        {button}
        <Icon name="chevron" />
      </button>
      <div id={id} popover="auto" class="menu-popover">{children}</div>
    </div>
  );
}
