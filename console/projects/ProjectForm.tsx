import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import { CaptureFields } from "./CaptureFields.tsx";
import type { ProjectValues } from "./project_values.ts";

interface ProjectFormProps {
  values: ProjectValues;
  errors: FormErrors;
  pending: boolean;
  version: number;
  /** What is captured is for owners and administrators. */
  canCapture: boolean;
  /** Where giving up leads. */
  cancelHref: string;
  onSubmit: (event: SubmitEvent) => void;
}

/** What a project is called, what its requests may address, and what is kept of them. */
export function ProjectForm(props: ProjectFormProps) {
  const { values, errors, pending, version, canCapture, cancelHref, onSubmit } = props;
  return (
    <form method="post" noValidate class="flex max-w-3xl flex-col gap-4" onSubmit={onSubmit} aria-busy={pending}>
      <input type="hidden" name="action" value="save" />
      <input type="hidden" name="version" value={version} />
      {errors.message && <Notice tone="error">{errors.message}</Notice>}
      <Card title="Project">
        <div class="flex flex-col gap-3">
          <Field
            id="project-name"
            name="name"
            label="Name"
            hint="Its address and its keys stay when it is renamed."
            autocomplete="off"
            required
            maxLength={64}
            defaultValue={values.name}
            error={errors.fields["name"]}
          />
          <label class="flex items-start gap-2 text-sm">
            <input
              type="checkbox"
              name="allowDirectModels"
              class="checkbox checkbox-xs mt-0.5"
              defaultChecked={values.allowDirectModels}
            />
            <span>
              Models may be asked for past every route, as <code>provider/model</code>
              <span class="block text-xs text-muted">
                Convenient at first. Without, applications reach only what routes lead to: nobody goes around a fallback
                or a cheaper model.
              </span>
            </span>
          </label>
        </div>
      </Card>
      <Card title="Prompts and answers">
        {canCapture
          ? <CaptureFields values={values} errors={errors} />
          : <p class="text-sm text-muted">{captured(values)} Owners and administrators decide that.</p>}
      </Card>
      <div class="flex justify-end gap-2">
        <Button href={cancelHref}>Cancel</Button>
        <Button type="submit" tone="primary" disabled={pending}>{pending ? "Saving …" : "Save the changes"}</Button>
      </div>
    </form>
  );
}

function captured({ captures, retentionDays }: ProjectValues): string {
  return captures ? `They are captured, and kept for ${retentionDays} days.` : "They are not captured.";
}
