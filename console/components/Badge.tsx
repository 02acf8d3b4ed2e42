import type { ComponentChildren } from "preact";

export type BadgeTone = "neutral" | "primary" | "success" | "warning" | "error";

/** A word or number with a colour. The word says it all: nobody needs to see the colour. */
export function Badge({ tone = "neutral", children }: { tone?: BadgeTone; children: ComponentChildren }) {
  return (
    <span
      class={`inline-flex items-center rounded-selector px-1.5 py-0.5 text-xs font-medium whitespace-nowrap ${
        TONES[tone]
      }`}
    >
      {children}
    </span>
  );
}

const TONES: Record<BadgeTone, string> = {
  neutral: "bg-base-200 text-base-content",
  primary: "bg-primary/10 text-primary",
  success: "bg-success/10 text-success",
  warning: "bg-warning/10 text-warning",
  error: "bg-error/10 text-error",
};
