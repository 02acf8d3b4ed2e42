import { browserClock } from "../../../../../../browser/dependencies.ts";
import { toast } from "../../../../../../browser/toasts.ts";
import { Button } from "../../../../../../components/Button.tsx";
import { closeDialog, Dialog, DialogClose, DialogTrigger } from "../../../../../../components/Dialog.tsx";
import { EmptyState } from "../../../../../../components/EmptyState.tsx";
import { Field } from "../../../../../../components/Field.tsx";
import { Notice } from "../../../../../../components/Notice.tsx";
import { type FormErrors, NO_ERRORS } from "../../../../../../forms/form_errors.ts";
import { onDemand, OUTDATED } from "../../../../../../forms/on_demand.ts";
import { useForm } from "../../../../../../forms/use_form.ts";
import { browserDependencies } from "../../../../../../graphql/dependencies.ts";
import type { Rows } from "../../../../../../lists/rows.ts";
import { shownName } from "../../../../../../lists/shown_name.ts";
import { useChangedRows } from "../../../../../../lists/use_changed_rows.ts";
import type { Project } from "../../../../../../projects/project_values.ts";
import { ProjectTable } from "../../../../../../projects/ProjectTable.tsx";
import { readProjects } from "../../../../../../projects/read_projects.ts";
import { DraftList } from "../../../../../../publishing/DraftList.tsx";
import type { PublishingState } from "../../../../../../publishing/publishing_state.ts";
import { usePublishing } from "../../../../../../publishing/use_publishing.ts";

interface ProjectsProps {
  slug: string;
  tenantId: string;
  /** Of the page itself, and `/t/<slug>`. */
  path: string;
  tenantPath: string;
  list: Rows<Project>;
  includeArchived: boolean;
  publishing: PublishingState;
  canWrite: boolean;
  canArchive: boolean;
  /** Of a form that was posted without a script; null when none was. */
  posted: { name: string; errors: FormErrors } | null;
}

/** A tenant's projects, and what to do with them. */
export default function Projects(props: ProjectsProps) {
  const { slug, path, tenantPath, includeArchived, canWrite, canArchive, tenantId, posted } = props;
  const publishing = usePublishing(slug, props.publishing);
  const listed = useChangedRows({
    initial: props.list,
    read: (after) => readProjects(browserDependencies().client, { slug, after, includeArchived }),
  });
  const move = async (row: Project, action: "archive" | "restore") => {
    const archivedAt = action === "archive" ? new Date(browserClock.now()).toISOString() : null;
    const isDone = await listed.change(row, { ...row, archivedAt }, async () => {
      const module = await onDemand(() => import("../../../../../../projects/save_project.ts"));
      return module === null
        ? { ...FAILED, message: OUTDATED.message! }
        : await module.moveProject(browserDependencies().client, action, row);
    });
    if (!isDone) return;
    toast(`“${shownName(row)}” is ${action === "archive" ? "archived" : "restored"}.`, "success");
    await publishing.refresh();
  };
  const form = useForm(async (fields) => {
    const module = await onDemand(() => import("../../../../../../projects/save_project.ts"));
    if (module === null) return OUTDATED;
    const outcome = await module.createProject(browserDependencies().client, tenantId, fields);
    if (outcome.kind === "refused") return outcome.errors;
    closeDialog(CREATE_PROJECT_DIALOG);
    listed.put(outcome.row);
    toast(`“${outcome.row.name}” is part of the draft.`, "success");
    await publishing.refresh();
    return null;
  }, posted?.errors);
  const { rows } = listed.list.value;
  const create = canWrite && <DialogTrigger dialog={CREATE_PROJECT_DIALOG} tone="primary">New project</DialogTrigger>;
  return (
    <div class="flex flex-col gap-4">
      <DraftList
        title="Projects"
        what="projects"
        {...{ path, includeArchived, publishing, canPublish: canWrite }}
        listed={listed}
        create={create}
      >
        {rows.length === 0
          ? (
            <EmptyState title="No projects yet" action={create}>
              A project has routes, API keys and records of its own: one for each application, or for each team.
            </EmptyState>
          )
          : (
            <ProjectTable
              {...{ rows, path, tenantPath, canWrite, canArchive }}
              onArchive={(row) => move(row, "archive")}
              onRestore={(row, event) => {
                event.preventDefault();
                move(row, "restore");
              }}
            />
          )}
      </DraftList>
      {canWrite && (
        <Dialog
          id={CREATE_PROJECT_DIALOG}
          title="New project"
          open={posted !== null}
          onClose={() => form.errors.value = NO_ERRORS}
        >
          <form
            method="post"
            noValidate
            class="flex flex-col gap-4"
            onSubmit={form.submit}
            aria-busy={form.pending.value}
          >
            <input type="hidden" name="action" value="create" />
            {form.errors.value.message && <Notice tone="error">{form.errors.value.message}</Notice>}
            <Field
              id="new-project-name"
              name="name"
              label="Name"
              hint="The application or the team that it is for."
              autocomplete="off"
              required
              autofocus
              maxLength={64}
              defaultValue={posted?.name ?? ""}
              error={form.errors.value.fields["name"]}
            />
            <div class="flex justify-end gap-2">
              <DialogClose dialog={CREATE_PROJECT_DIALOG}>Cancel</DialogClose>
              <Button type="submit" tone="primary" disabled={form.pending.value}>
                {form.pending.value ? "Creating …" : "Create the project"}
              </Button>
            </div>
          </form>
        </Dialog>
      )}
    </div>
  );
}

const CREATE_PROJECT_DIALOG = "create-project";
const FAILED = { kind: "failed", reason: "outdated", issues: [], requestId: null } as const;
