import type { ComponentChildren } from "preact";
import { Icon } from "../components/Icon.tsx";

interface SetupStepProps {
  number: number;
  title: string;
  /** Nothing is left to be filled in. */
  done?: boolean;
  children: ComponentChildren;
}

/** One of the form's numbered parts. */
export function SetupStep({ number, title, done = false, children }: SetupStepProps) {
  return (
    <fieldset class="min-w-0 rounded-box border border-base-300 p-4">
      <legend class="flex items-center gap-2 px-1.5 text-sm font-semibold">
        <span
          class={`grid size-5 place-items-center rounded-full text-xs ${
            done ? "bg-success/15 text-success" : "bg-primary text-primary-content"
          }`}
        >
          {done ? <Icon name="check" class="size-3.5" /> : number}
        </span>
        {title}
        {done && <span class="sr-only">(done)</span>}
      </legend>
      {children}
    </fieldset>
  );
}
