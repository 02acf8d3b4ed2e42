import { Badge, type BadgeTone } from "../Badge.tsx";
import type { RouteChange } from "../../route-editor/route_changes.ts";

/** Differences in words; null while they are being looked for. */
export function ChangeList({ changes, none }: { changes: readonly RouteChange[] | null; none: string }) {
  if (changes === null) return <p class="text-sm text-muted">Comparing …</p>;
  if (changes.length === 0) return <p class="text-sm text-muted">{none}</p>;
  return (
    <ul class="flex flex-col gap-1">
      {changes.map(({ kind, path, words }) => (
        <li key={`${kind} ${path} ${words}`} class="flex items-baseline gap-2 text-sm">
          <Badge tone={TONES[kind] ?? "neutral"}>{kind}</Badge>
          <span class="min-w-0 break-words">{words}</span>
        </li>
      ))}
    </ul>
  );
}

const TONES: Partial<Record<RouteChange["kind"], BadgeTone>> = {
  added: "success",
  removed: "error",
  changed: "warning",
  replaced: "warning",
  moved: "primary",
  renamed: "primary",
};
