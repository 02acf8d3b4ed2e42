import type { EndState } from "../../logs/live_log.ts";
import { Button } from "../Button.tsx";

interface TableEndProps {
  state: EndState;
  end: "older" | "newer";
  onRetry(): void;
}

/** At an end of the table: whether more comes, and what to do when it does not. */
export function TableEnd({ state, end, onRetry }: TableEndProps) {
  if (state === "end") return null;
  return (
    <p class="flex h-10 items-center justify-center gap-2 text-muted" role={state === "failed" ? "alert" : undefined}>
      {state === "failed" && `What is ${end} cannot be read right now.`}
      {state === "loading"
        ? `Reading what is ${end} …`
        : <Button size="small" onClick={onRetry}>{state === "failed" ? "Try again" : `Show ${end} requests`}</Button>}
    </p>
  );
}
