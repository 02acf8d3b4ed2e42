import Time from "../islands/Time.tsx";
import type { Installation } from "./read_settings.ts";

/** How far the latest wrapping with another master key has come. */
export function RewrappingProgress({ rewrapping }: { rewrapping: NonNullable<Installation["rewrapping"]> }) {
  const { masterKeyId, state, done, total, failed, requestedAt, completedAt } = rewrapping;
  if (state === "DONE" && completedAt !== null) {
    return (
      <p role="status">
        All was wrapped with <code>{masterKeyId}</code>, done <Time at={completedAt} />: {done} of {total}
        {failed !== "0" && <span class="text-error">, {failed} could not be opened</span>}.
      </p>
    );
  }
  return (
    <div class="flex items-center gap-3" role="status">
      <progress
        class="progress progress-primary w-48"
        value={Number(done)}
        max={Math.max(1, Number(total))}
        aria-label="Progress of the wrapping"
      />
      <span>
        {done} of {total} wrapped with <code>{masterKeyId}</code> since <Time at={requestedAt} />
        {failed !== "0" && <span class="text-error">, {failed} could not be opened</span>}
      </span>
    </div>
  );
}
