import { Badge, type BadgeTone } from "../Badge.tsx";
import { DRAFT_STATE_WORDS, type DraftState } from "../../route-editor/draft_state_words.ts";

/** How a route of the draft stands to what gateways serve. */
export function DraftStateBadge({ state }: { state: DraftState }) {
  const { title, hint } = DRAFT_STATE_WORDS[state];
  return (
    <span title={hint}>
      <Badge tone={TONES[state]}>{title}</Badge>
    </span>
  );
}

const TONES: Record<DraftState, BadgeTone> = {
  published: "success",
  changed: "warning",
  new: "primary",
  archived: "neutral",
  leaving: "warning",
};
