import { Field } from "../components/Field.tsx";
import { TextArea } from "../components/TextArea.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import type { LimitField, LimitValues } from "./limit_values.ts";

interface LimitFieldsProps {
  /** Begins the ids of all fields. */
  id: string;
  values: LimitValues;
  errors: FormErrors;
  /** The tenant's providers, as a hint. */
  providers: readonly string[];
}

/** A field for every limit that there can be; what is left empty limits nothing. */
export function LimitFields({ id, values, errors, providers }: LimitFieldsProps) {
  const shared = (name: LimitField) => ({ id: `${id}-${name}`, name, error: errors.fields[name] });
  return (
    <div class="grid gap-x-4 gap-y-3 sm:grid-cols-3">
      {COUNTS.map(({ name, label, hint }) => (
        <Field
          key={name}
          {...shared(name)}
          label={label}
          hint={hint}
          inputMode={name.startsWith("spend") ? "decimal" : "numeric"}
          autocomplete="off"
          placeholder="no limit"
          defaultValue={values[name]}
        />
      ))}
      <div class="sm:col-span-3">
        <TextArea
          {...shared("allowedModels")}
          label="Only these models"
          hint="Names of routes, models, or provider/model, a line each. Empty: all."
          rows={2}
          spellcheck={false}
          defaultValue={values.allowedModels}
        />
      </div>
      <div class="sm:col-span-3">
        <TextArea
          {...shared("allowedProviders")}
          label="Only these providers"
          hint={`A line each${providers.length > 0 ? `, of ${providers.join(", ")}` : ""}. Empty: all.`}
          rows={2}
          spellcheck={false}
          defaultValue={values.allowedProviders}
        />
      </div>
    </div>
  );
}

const COUNTS: readonly { name: LimitField; label: string; hint: string }[] = [
  { name: "requestsPerMinute", label: "Requests a minute", hint: "In any 60 seconds." },
  { name: "tokensPerMinute", label: "Tokens a minute", hint: "Input and output." },
  { name: "concurrentRequests", label: "Requests at once", hint: "Under way together." },
  { name: "spendHour", label: "US dollars an hour", hint: "By the clock." },
  { name: "spendDay", label: "US dollars a day", hint: "In the team's time zone." },
  { name: "spendMonth", label: "US dollars a month", hint: "By the calendar." },
  { name: "maxTokensPerRequest", label: "Tokens of a request", hint: "Estimated input and the output asked for." },
];
