import type { ComponentChildren, JSX } from "preact";

type CheckboxProps =
  & { id: string; children: ComponentChildren; hint?: ComponentChildren }
  & Omit<
    JSX.IntrinsicElements["input"],
    "id" | "type" | "class"
  >;

/** A box to tick, with its words beside it. */
export function Checkbox({ id, children, hint, ...input }: CheckboxProps) {
  return (
    <div class="flex items-start gap-2">
      <input
        {...input}
        id={id}
        type="checkbox"
        class="checkbox checkbox-sm mt-0.5"
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
      <div>
        <label for={id}>{children}</label>
        {hint && <p id={`${id}-hint`} class="text-xs text-muted">{hint}</p>}
      </div>
    </div>
  );
}
