import type { ComponentChildren } from "preact";

export type NoticeTone = "info" | "success" | "warning" | "error";

/** A sentence or two above what they are about. Errors are read out at once. */
export function Notice({ tone, children }: { tone: NoticeTone; children: ComponentChildren }) {
  return (
    <div class={`rounded-box border px-3 py-2 text-sm ${TONES[tone]}`} role={tone === "error" ? "alert" : "status"}>
      {children}
    </div>
  );
}

const TONES: Record<NoticeTone, string> = {
  info: "border-base-300 bg-base-200",
  success: "border-success/40 bg-success/10",
  warning: "border-warning/40 bg-warning/10",
  error: "border-error/40 bg-error/10",
};
