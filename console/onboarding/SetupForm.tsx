import { Button } from "../components/Button.tsx";
import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import type { PresetText } from "../providers/provider_kinds.ts";
import { SetupStep } from "./SetupStep.tsx";
import { SourceFields } from "./SourceFields.tsx";
import type { SetupValues } from "./setup_values.ts";
import type { SetupState } from "./setup_state.ts";

interface SetupFormProps {
  state: SetupState;
  presets: readonly PresetText[];
  values: SetupValues;
  errors: FormErrors;
  /** The steps are being taken. */
  pending: boolean;
  /** In the browser, in place of posting the form. */
  onSubmit?: (event: SubmitEvent) => void;
}

/** All that is asked for on the way to the first request, in one form; what there is already is not asked for. */
export function SetupForm({ state, presets, values, errors, pending, onSubmit }: SetupFormProps) {
  const { tenant, project } = state;
  return (
    // What is wrong is said at the fields, by us, in the browser as from the server.
    <form
      method="post"
      action="/onboarding"
      noValidate
      class="flex flex-col gap-5"
      onSubmit={onSubmit}
      aria-busy={pending}
    >
      {errors.message && <Notice tone="error">{errors.message}</Notice>}
      <SetupStep number={1} title="Workspace" done={tenant !== null && project !== null}>
        <div class="grid gap-3 sm:grid-cols-2">
          {tenant === null
            ? (
              <Field
                name="tenantName"
                label="Team"
                autocomplete="organization"
                maxLength={64}
                required
                autofocus
                placeholder="Acme"
                hint="Has its own members, provider keys and records."
                defaultValue={values.tenantName}
                error={errors.fields["tenantName"]}
              />
            )
            : <Made label="Team" text={tenant.name} />}
          {project === null
            ? (
              <Field
                name="projectName"
                label="Project"
                autocomplete="off"
                maxLength={64}
                required
                hint="An application or environment, with its routes and keys."
                defaultValue={values.projectName}
                error={errors.fields["projectName"]}
              />
            )
            : <Made label="Project" text={project.name} />}
        </div>
      </SetupStep>
      <SetupStep number={2} title="Where answers come from">
        <SourceFields state={state} presets={presets} values={values} errors={errors} />
      </SetupStep>
      <SetupStep number={3} title="A key for your application">
        <Field
          name="keyName"
          label="Name"
          autocomplete="off"
          maxLength={64}
          required
          hint="To tell it from others later. The key itself is shown next, once."
          defaultValue={values.keyName}
          error={errors.fields["keyName"]}
        />
      </SetupStep>
      <div class="flex items-center gap-3">
        <Button type="submit" tone="primary" size="large" disabled={pending}>
          {pending && <span class="loading loading-spinner loading-xs" aria-hidden="true" />}
          {pending ? "Setting up …" : "Set up and show the key"}
        </Button>
        <p class="text-xs text-muted">
          {state.revision === null ? "Publishes your first configuration too." : "Publishes what changes, too."}
        </p>
      </div>
    </form>
  );
}

function Made({ label, text }: { label: string; text: string }) {
  return (
    <p class="flex flex-col gap-1">
      <span class="text-sm text-muted">{label}</span>
      <span class="font-medium break-words">{text}</span>
    </p>
  );
}
