import { Badge, type BadgeTone } from "../Badge.tsx";
import type { LogRow } from "../../logs/request_log.ts";

/** How a request ended, in a word. What went well is quiet. */
export function OutcomeBadge({ outcome }: { outcome: LogRow["outcome"] }) {
  const tone = TONES[outcome];
  return tone === null ? <span class="text-muted">{WORDS[outcome]}</span> : <Badge tone={tone}>{WORDS[outcome]}</Badge>;
}

const TONES: Record<LogRow["outcome"], BadgeTone | null> = {
  COMPLETED: null,
  FAILED: "error",
  DENIED: "warning",
  CANCELLED: "neutral",
  INTERRUPTED: "error",
};

const WORDS: Record<LogRow["outcome"], string> = {
  COMPLETED: "completed",
  FAILED: "failed",
  DENIED: "denied",
  CANCELLED: "cancelled",
  INTERRUPTED: "interrupted",
};
