import { Button } from "../components/Button.tsx";
import Time from "../islands/Time.tsx";
import type { PublishingState } from "./publishing_state.ts";

interface PublishBarProps {
  publishing: PublishingState;
  /** Without: a sentence, and no button. */
  canPublish: boolean;
  pending: boolean;
  onPublish: (event: SubmitEvent) => void;
}

/** Says what gateways serve; where the draft differs from it, offers to publish. */
export function PublishBar({ publishing, canPublish, pending, onPublish }: PublishBarProps) {
  const { revision, draftDiffers } = publishing;
  if (!draftDiffers && revision !== null) {
    return (
      <p class="text-xs text-muted" role="status">
        Gateways serve revision {revision.number}, published <Time at={revision.publishedAt} />.
      </p>
    );
  }
  return (
    <div
      role="status"
      class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-box border border-warning/50 bg-warning/10 px-3 py-2"
    >
      <p>
        {revision === null
          ? "Nothing is published yet: gateways know nothing of this team."
          : `The draft differs from revision ${revision.number}, which gateways serve until it is published.`}
      </p>
      {canPublish && (
        <form method="post" onSubmit={onPublish}>
          <input type="hidden" name="action" value="publish" />
          <input type="hidden" name="baseRevision" value={revision?.number ?? 0} />
          <Button type="submit" tone="primary" disabled={pending}>{pending ? "Publishing …" : "Publish"}</Button>
        </form>
      )}
    </div>
  );
}
