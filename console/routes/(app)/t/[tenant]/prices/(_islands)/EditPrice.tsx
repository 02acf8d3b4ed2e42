import { useSignal } from "@preact/signals";
import { toast } from "../../../../../../browser/toasts.ts";
import type { FormErrors } from "../../../../../../forms/form_errors.ts";
import { onDemand, OUTDATED } from "../../../../../../forms/on_demand.ts";
import { useForm } from "../../../../../../forms/use_form.ts";
import { browserDependencies } from "../../../../../../graphql/dependencies.ts";
import { PriceForm } from "../../../../../../prices/PriceForm.tsx";
import { type Price, priceName, type PriceValues } from "../../../../../../prices/price_values.ts";
import { draftChanged } from "../../../../../../publishing/draft_changed.ts";

interface EditPriceProps {
  tenantId: string;
  /** Of the list. */
  path: string;
  /** Null for a new one. */
  edited: Pick<Price, "id" | "version" | "provider" | "model"> | null;
  values: PriceValues;
  errors: FormErrors;
  providers: readonly string[];
  canWrite: boolean;
}

/** The form of a price. */
export default function EditPrice({ tenantId, path, edited, values, errors, providers, canWrite }: EditPriceProps) {
  const version = useSignal(edited?.version ?? null);
  const form = useForm(async (fields) => {
    const module = await onDemand(() => import("../../../../../../prices/save_price.ts"));
    if (module === null) return OUTDATED;
    const seen = edited && { ...edited, version: version.value ?? edited.version };
    const outcome = await module.savePrice(browserDependencies().client, { tenantId, edited: seen }, fields);
    if (outcome.kind === "refused") return outcome.errors;
    if (edited === null) {
      location.assign(path);
      return null;
    }
    version.value = outcome.row.version;
    toast(`The price of “${priceName(outcome.row)}” is changed in the draft.`, "success");
    draftChanged();
    return null;
  }, errors);
  return (
    <fieldset disabled={!canWrite} class="min-w-0">
      <legend class="sr-only">Price</legend>
      <PriceForm
        values={values}
        errors={form.errors.value}
        pending={form.pending.value}
        providers={providers}
        version={version.value}
        cancelHref={path}
        onSubmit={form.submit}
      />
    </fieldset>
  );
}
