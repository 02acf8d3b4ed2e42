import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import { type ProjectValues, REDACTIONS } from "./project_values.ts";

/** What is kept of prompts and answers, with what that means. */
export function CaptureFields({ values, errors }: { values: ProjectValues; errors: FormErrors }) {
  return (
    <div class="group/capture flex flex-col gap-3">
      <input type="hidden" name="hasCapture" value="yes" />
      <label class="flex items-start gap-2 text-sm">
        <input
          type="checkbox"
          name="captures"
          class="checkbox checkbox-xs mt-0.5"
          data-captures
          defaultChecked={values.captures}
        />
        <span>
          Capture prompts and answers
          <span class="block text-xs text-muted">
            So that requests can be read in the log and repeated. Without, nothing of what is said is stored.
          </span>
        </span>
      </label>
      {errors.fields["captures"] && <p class="text-xs text-error">{errors.fields["captures"]}</p>}
      <div class="hidden flex-col gap-3 group-has-[[data-captures]:checked]/capture:flex">
        <Notice tone="warning">
          Whatever people write to your applications is stored then, personal data included, and owners, administrators
          and developers can read it. Every look is on the audit trail. Tell your users, and keep it no longer than you
          need. Shortening the time erases what is older at once, for good.
        </Notice>
        <div class="grid gap-3 sm:grid-cols-2">
          <Field
            id="project-days"
            name="retentionDays"
            label="Days that they are kept"
            hint="1 to 365. Applies at once, to what is captured already too."
            inputMode="numeric"
            autocomplete="off"
            defaultValue={values.retentionDays}
            error={errors.fields["retentionDays"]}
          />
          <Field
            id="project-kilobytes"
            name="kilobytesMax"
            label="Kilobytes of each"
            hint="1 to 1,024, of the prompt and again of the answer. The rest is cut off."
            inputMode="numeric"
            autocomplete="off"
            defaultValue={values.kilobytesMax}
            error={errors.fields["kilobytesMax"]}
          />
        </div>
        <fieldset class="flex flex-wrap gap-x-5 gap-y-1 text-sm">
          <legend class="mb-1 text-sm font-medium">Taken out before anything is stored, besides secrets</legend>
          {REDACTIONS.map(({ value, title }) => (
            <label key={value} class="flex items-center gap-2">
              <input
                type="checkbox"
                name="redact"
                value={value}
                class="checkbox checkbox-xs"
                defaultChecked={values.redact.includes(value)}
              />
              {title}
            </label>
          ))}
        </fieldset>
      </div>
    </div>
  );
}
