import { useSignal } from "@preact/signals";
import { toast } from "../../../../../../browser/toasts.ts";
import type { FormErrors } from "../../../../../../forms/form_errors.ts";
import { onDemand, OUTDATED } from "../../../../../../forms/on_demand.ts";
import { useForm } from "../../../../../../forms/use_form.ts";
import { browserDependencies } from "../../../../../../graphql/dependencies.ts";
import { type PolicyChoices, PolicyForm } from "../../../../../../policies/PolicyForm.tsx";
import type { PolicyValues } from "../../../../../../policies/policy_values.ts";
import { draftChanged } from "../../../../../../publishing/draft_changed.ts";
import { objectPath } from "../../../../../../session/object_path.ts";

interface EditPolicyProps {
  tenantId: string;
  /** Of the list. */
  path: string;
  /** Null for a new one. */
  edited: { id: string; version: number } | null;
  values: PolicyValues;
  errors: FormErrors;
  choices: PolicyChoices;
  canWrite: boolean;
}

/** The form of a policy: what is wrong is said at its fields, and what is saved is part of the draft. */
export default function EditPolicy({ tenantId, path, edited, values, errors, choices, canWrite }: EditPolicyProps) {
  const version = useSignal(edited?.version ?? null);
  const form = useForm(async (fields) => {
    const module = await onDemand(() => import("../../../../../../policies/save_policy.ts"));
    if (module === null) return OUTDATED;
    const seen = edited && { id: edited.id, version: version.value ?? edited.version };
    const outcome = await module.savePolicy(browserDependencies().client, { tenantId, edited: seen }, fields);
    if (outcome.kind === "refused") return outcome.errors;
    if (edited === null) {
      location.assign(objectPath(path, outcome.row.id));
      return null;
    }
    version.value = outcome.row.version;
    toast(`“${outcome.row.name}” is changed in the draft.`, "success");
    draftChanged();
    return null;
  }, errors);
  return (
    <fieldset disabled={!canWrite} class="min-w-0">
      <legend class="sr-only">Policy</legend>
      <PolicyForm
        values={values}
        errors={form.errors.value}
        pending={form.pending.value}
        choices={choices}
        version={version.value}
        cancelHref={path}
        onSubmit={form.submit}
      />
    </fieldset>
  );
}
