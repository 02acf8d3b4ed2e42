import { browserClock } from "../../../../../../browser/dependencies.ts";
import { toast } from "../../../../../../browser/toasts.ts";
import { Button } from "../../../../../../components/Button.tsx";
import { EmptyState } from "../../../../../../components/EmptyState.tsx";
import { onDemand, OUTDATED } from "../../../../../../forms/on_demand.ts";
import { browserDependencies } from "../../../../../../graphql/dependencies.ts";
import type { Rows } from "../../../../../../lists/rows.ts";
import { shownName } from "../../../../../../lists/shown_name.ts";
import { useChangedRows } from "../../../../../../lists/use_changed_rows.ts";
import { PolicyTable } from "../../../../../../policies/PolicyTable.tsx";
import { type PolicyRow, readPolicies } from "../../../../../../policies/read_policies.ts";
import { DraftList } from "../../../../../../publishing/DraftList.tsx";
import type { PublishingState } from "../../../../../../publishing/publishing_state.ts";
import { usePublishing } from "../../../../../../publishing/use_publishing.ts";
import { NEW_OBJECT } from "../../../../../../session/object_path.ts";

interface PoliciesProps {
  slug: string;
  /** Of the page itself. */
  path: string;
  list: Rows<PolicyRow>;
  includeArchived: boolean;
  publishing: PublishingState;
  canWrite: boolean;
  canPublish: boolean;
}

/** A tenant's policies, and what to do with them. */
export default function Policies({ slug, path, includeArchived, canWrite, canPublish, ...props }: PoliciesProps) {
  const publishing = usePublishing(slug, props.publishing);
  const listed = useChangedRows({
    initial: props.list,
    read: (after) => readPolicies(browserDependencies().client, { slug, after, includeArchived }),
  });
  const move = async (row: PolicyRow, action: "archive" | "restore") => {
    const archivedAt = action === "archive" ? new Date(browserClock.now()).toISOString() : null;
    const isDone = await listed.change(row, { ...row, archivedAt }, async () => {
      const module = await onDemand(() => import("../../../../../../policies/save_policy.ts"));
      if (module === null) return { ...FAILED, message: OUTDATED.message! };
      const outcome = await module.movePolicy(browserDependencies().client, action, row);
      return outcome.kind === "failed" ? outcome : { kind: "saved", row: { ...row, ...outcome.row } };
    });
    if (!isDone) return;
    toast(`“${shownName(row)}” is ${action === "archive" ? "archived" : "restored"} in the draft.`, "success");
    await publishing.refresh();
  };
  const { rows } = listed.list.value;
  const create = canWrite && <Button href={`${path}/${NEW_OBJECT}`} tone="primary">New policy</Button>;
  return (
    <div class="flex flex-col gap-4">
      <DraftList
        title="Policies"
        what="policies"
        {...{ path, includeArchived, publishing, canPublish }}
        listed={listed}
        create={create}
      >
        {rows.length === 0
          ? (
            <EmptyState title="No policies yet" action={create}>
              A policy limits requests, tokens or money of everybody, a project, a key, an end user or a model. Begin
              with one that only observes, and see in the log what it would have refused.
            </EmptyState>
          )
          : (
            <PolicyTable
              rows={rows}
              path={path}
              canWrite={canWrite}
              onArchive={(row) => move(row, "archive")}
              onRestore={(row, event) => {
                event.preventDefault();
                move(row, "restore");
              }}
            />
          )}
      </DraftList>
    </div>
  );
}

const FAILED = { kind: "failed", reason: "outdated", issues: [], requestId: null } as const;
