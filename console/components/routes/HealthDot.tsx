import type { NodeHealth } from "../../route-editor/live_targets.ts";

/** How a target is, as a dot; the words are for those who do not see it, and for hovering. */
export function HealthDot({ health: { tone, words } }: { health: NodeHealth }) {
  return (
    <span class="inline-flex shrink-0 items-center" title={words} data-health={tone}>
      <span class={`size-2 rounded-full ${TONES[tone]}`} aria-hidden="true" />
      <span class="sr-only">{words}</span>
    </span>
  );
}

const TONES: Record<NodeHealth["tone"], string> = {
  success: "bg-success",
  warning: "bg-warning",
  error: "bg-error",
  neutral: "border border-base-content/40",
};
