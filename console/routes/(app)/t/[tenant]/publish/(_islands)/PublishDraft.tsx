import { useSignal } from "@preact/signals";
import { Button } from "../../../../../../components/Button.tsx";
import { Notice } from "../../../../../../components/Notice.tsx";
import type { FormErrors } from "../../../../../../forms/form_errors.ts";
import { useForm } from "../../../../../../forms/use_form.ts";
import { browserDependencies } from "../../../../../../graphql/dependencies.ts";
import type { Change } from "../../../../../../publishing/change.ts";
import { ChangeGroups } from "../../../../../../publishing/ChangeGroups.tsx";
import type { ObjectPlaces } from "../../../../../../publishing/object_links.ts";
import { PublishForm } from "../../../../../../publishing/PublishForm.tsx";
import { publish, readPublishing } from "../../../../../../publishing/publishing_state.ts";
import { readDiff } from "../../../../../../publishing/read_publish_page.ts";

interface PublishDraftProps {
  tenantId: string;
  slug: string;
  /** Of the page itself. */
  path: string;
  baseRevision: number;
  isBlocked: boolean;
  places: ObjectPlaces;
  errors: FormErrors;
  message: string;
}

/** Publishes what the page shows, and nothing else: where somebody was faster it shows what they changed. */
export default function PublishDraft(props: PublishDraftProps) {
  const { tenantId, slug, path, baseRevision, isBlocked, places, errors, message } = props;
  const newer = useSignal<{ number: number; changes: readonly Change[] } | null>(null);
  const form = useForm(async (fields): Promise<FormErrors | null> => {
    const { client } = browserDependencies();
    const text = String(fields.get("message") ?? "").trim();
    const outcome = await publish(client, tenantId, baseRevision, { message: text || null });
    if (outcome.kind === "published") {
      location.assign(`${path}?watch=${outcome.number}`);
      return null;
    }
    if (outcome.reason === "conflict") await showNewer();
    const issue = outcome.issues.find(({ path: [field] }) => field === "message");
    if (issue !== undefined) return { message: null, fields: { message: issue.message } };
    const more = outcome.issues.map(({ message }) => message);
    return { message: [outcome.message, ...more].join(" "), fields: {} };
  }, errors);
  const showNewer = async () => {
    const { client } = browserDependencies();
    const [current, diff] = await Promise.all([
      readPublishing(client, slug),
      readDiff(client, { tenantId, from: baseRevision, to: "CURRENT" }),
    ]);
    if (current.kind !== "publishing" || diff.kind !== "changes") return;
    newer.value = { number: current.publishing.revision?.number ?? 0, changes: diff.changes };
  };
  return (
    <div class="flex flex-col gap-3">
      <PublishForm
        baseRevision={baseRevision}
        errors={form.errors.value}
        pending={form.pending.value}
        isBlocked={isBlocked}
        message={message}
        onSubmit={form.submit}
      />
      {newer.value !== null && (
        <section aria-label="What is newer" class="rounded-box border border-warning/50">
          <div class="flex flex-wrap items-center justify-between gap-2 px-4 py-2">
            <Notice tone="warning">
              Revision {newer.value.number} was published while you were looking. It changed this since revision{" "}
              {baseRevision}:
            </Notice>
            <Button href={path} tone="primary">Look at the draft against it</Button>
          </div>
          <ChangeGroups changes={newer.value.changes} places={places} none="Nothing, by what it says." />
        </section>
      )}
    </div>
  );
}
