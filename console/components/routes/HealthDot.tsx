import type { NodeHealth } from "../../route-editor/live_targets.ts";

/** How a target is, as a dot; the words are for those who do not see it, and for hovering. */
export function HealthDot({ health: { tone, words } }: { health: NodeHealth }) {
  return (
    <span
      role="img"
      aria-label={words}
      title={words}
      data-health={tone}
      class={`size-2 shrink-0 rounded-full ${TONES[tone]}`}
    />
  );
}

const TONES: Record<NodeHealth["tone"], string> = {
  success: "bg-success",
  warning: "bg-warning",
  error: "bg-error",
  neutral: "border border-base-content/40",
};
