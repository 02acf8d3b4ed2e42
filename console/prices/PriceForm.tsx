import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import { SelectField } from "../components/SelectField.tsx";
import { TextArea } from "../components/TextArea.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import type { PriceValues, RateField } from "./price_values.ts";

interface PriceFormProps {
  values: PriceValues;
  errors: FormErrors;
  pending: boolean;
  providers: readonly string[];
  /** Of what is edited; null for a new price. */
  version: number | null;
  /** Where giving up leads. */
  cancelHref: string;
  onSubmit: (event: SubmitEvent) => void;
}

/** What a price is for, and its rates. */
export function PriceForm(props: PriceFormProps) {
  const { values, errors, pending, providers, version, cancelHref, onSubmit } = props;
  const isNew = version === null;
  return (
    <form method="post" noValidate class="flex max-w-3xl flex-col gap-4" onSubmit={onSubmit} aria-busy={pending}>
      <input type="hidden" name="action" value="save" />
      {!isNew && <input type="hidden" name="version" value={version} />}
      {errors.message && <Notice tone="error">{errors.message}</Notice>}
      {isNew && (
        <Card title="What it is for">
          <div class="grid gap-3 sm:grid-cols-2">
            <Field
              id="price-model"
              name="model"
              label="Model"
              hint="Its whole name, as a target asks for it or the provider says it served it."
              autocomplete="off"
              spellcheck={false}
              required
              maxLength={256}
              defaultValue={values.model}
              error={errors.fields["model"]}
            />
            <SelectField
              id="price-provider"
              name="provider"
              label="Provider"
              options={[
                { value: "", title: "Every provider" },
                ...providers.map((name) => ({ value: name, title: name })),
              ]}
              chosen={values.provider}
              error={errors.fields["provider"]}
            />
          </div>
        </Card>
      )}
      <Card title="US dollars for a million tokens">
        <div class="grid gap-3 sm:grid-cols-2">
          {RATES.map(({ name, label, hint }) => (
            <Field
              key={name}
              id={`price-${name}`}
              name={name}
              label={label}
              hint={hint}
              inputMode="decimal"
              autocomplete="off"
              defaultValue={values[name]}
              error={errors.fields[name]}
            />
          ))}
          <div class="sm:col-span-2">
            <TextArea
              id="price-tiers"
              name="tierMultipliers"
              label="Service tiers"
              hint="Times the whole price, a line each: batch = 0.5. Alone they change the price list’s tiers."
              rows={3}
              spellcheck={false}
              defaultValue={values.tierMultipliers}
              error={errors.fields["tierMultipliers"]}
            />
          </div>
        </div>
      </Card>
      <div class="flex justify-end gap-2">
        <Button href={cancelHref}>Cancel</Button>
        <Button type="submit" tone="primary" disabled={pending}>
          {pending ? "Saving …" : isNew ? "Create the price" : "Save the changes"}
        </Button>
      </div>
    </form>
  );
}

const RATES: readonly { name: RateField; label: string; hint: string }[] = [
  { name: "inputPerMillionUsd", label: "Input", hint: "At most six decimals." },
  { name: "outputPerMillionUsd", label: "Output", hint: "Reasoning included." },
  { name: "cacheReadPerMillionUsd", label: "Input from a cache", hint: "Empty: as other input." },
  { name: "cacheWritePerMillionUsd", label: "Input into a cache", hint: "Empty: as other input." },
];
