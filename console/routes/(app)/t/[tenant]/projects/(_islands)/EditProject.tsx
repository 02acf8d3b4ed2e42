import { useSignal } from "@preact/signals";
import { toast } from "../../../../../../browser/toasts.ts";
import type { FormErrors } from "../../../../../../forms/form_errors.ts";
import { onDemand, OUTDATED } from "../../../../../../forms/on_demand.ts";
import { useForm } from "../../../../../../forms/use_form.ts";
import { browserDependencies } from "../../../../../../graphql/dependencies.ts";
import { ProjectForm } from "../../../../../../projects/ProjectForm.tsx";
import type { Project, ProjectValues } from "../../../../../../projects/project_values.ts";
import { draftChanged } from "../../../../../../publishing/draft_changed.ts";

interface EditProjectProps {
  /** Of the list. */
  path: string;
  project: Project;
  values: ProjectValues;
  errors: FormErrors;
  canWrite: boolean;
  canCapture: boolean;
}

/** The form of a project. */
export default function EditProject({ path, project, values, errors, canWrite, canCapture }: EditProjectProps) {
  const seen = useSignal(project);
  const form = useForm(async (fields) => {
    const module = await onDemand(() => import("../../../../../../projects/save_project.ts"));
    if (module === null) return OUTDATED;
    const outcome = await module.saveProject(browserDependencies().client, seen.value, fields);
    if (outcome.kind === "refused") return outcome.errors;
    seen.value = outcome.row;
    toast(`“${outcome.row.name}” is changed in the draft.`, "success");
    draftChanged();
    return null;
  }, errors);
  return (
    <fieldset disabled={!canWrite} class="min-w-0">
      <legend class="sr-only">Project</legend>
      <ProjectForm
        values={values}
        errors={form.errors.value}
        pending={form.pending.value}
        version={seen.value.version}
        canCapture={canCapture}
        cancelHref={path}
        onSubmit={form.submit}
      />
    </fieldset>
  );
}
