import { Badge, type BadgeTone } from "../components/Badge.tsx";
import type { Standing } from "./budget_list.ts";

/** How a budget stands, in a few words. */
export function StandingBadge({ standing }: { standing: Standing }) {
  const [tone, words] = WORDS[standing];
  return <Badge tone={tone}>{words}</Badge>;
}

const WORDS: Readonly<Record<Standing, readonly [BadgeTone, string]>> = {
  ok: ["success", "within"],
  tight: ["warning", "over 80 %"],
  beyond: ["warning", "will not last"],
  used_up: ["error", "used up"],
};
