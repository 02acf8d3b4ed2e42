import type { Failure } from "../../graphql/failure.ts";
import { Button } from "../Button.tsx";

interface PanelFailureProps {
  /** What cannot be shown, as in "The list of models". */
  what: string;
  failure: Failure;
  onRetry: () => void;
}

/** Stands in one panel's place when it could not be read; the others go on. */
export function PanelFailure({ what, failure, onRetry }: PanelFailureProps) {
  return (
    <div
      role="alert"
      class="flex flex-wrap items-center justify-between gap-2 rounded-box bg-error/10 px-3 py-2 text-sm"
    >
      <span>
        {what} cannot be shown: {failure.message}
        {failure.requestId && <code class="ml-1 text-xs text-muted">{failure.requestId}</code>}
      </span>
      <span class="noscript:hidden">
        <Button size="small" onClick={onRetry}>Try again</Button>
      </span>
    </div>
  );
}
