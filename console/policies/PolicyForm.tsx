import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import { LimitFields } from "../limits/LimitFields.tsx";
import { ExplainedChoice } from "./ExplainedChoice.tsx";
import { ACTION_WORDS, LOSS_WORDS } from "./policy_words.ts";
import { ACTIONS, LOSS_CHOICES, type PolicyValues } from "./policy_values.ts";
import { type ScopeChoices, ScopeFields } from "./ScopeFields.tsx";

export interface PolicyChoices extends ScopeChoices {
  providers: readonly string[];
}

interface PolicyFormProps {
  values: PolicyValues;
  errors: FormErrors;
  pending: boolean;
  choices: PolicyChoices;
  /** Of what is edited; null for a new policy. */
  version: number | null;
  /** Where giving up leads. */
  cancelHref: string;
  onSubmit: (event: SubmitEvent) => void;
}

/** Everything that a policy is made of. */
export function PolicyForm({ values, errors, pending, choices, version, cancelHref, onSubmit }: PolicyFormProps) {
  return (
    <form method="post" noValidate class="flex max-w-4xl flex-col gap-4" onSubmit={onSubmit} aria-busy={pending}>
      <input type="hidden" name="action" value="save" />
      {version !== null && <input type="hidden" name="version" value={version} />}
      {errors.message && <Notice tone="error">{errors.message}</Notice>}
      <Card title="Whom it counts">
        <div class="flex flex-col gap-3">
          <Field
            id="policy-name"
            name="name"
            label="Name"
            hint="Refused requests are told it."
            autocomplete="off"
            maxLength={64}
            required
            defaultValue={values.name}
            error={errors.fields["name"]}
          />
          <ScopeFields values={values} errors={errors} choices={choices} />
        </div>
      </Card>
      <Card title="What it allows">
        <LimitFields id="policy" values={values.limits} errors={errors} providers={choices.providers} />
      </Card>
      <Card title="What happens">
        <div class="grid gap-4 sm:grid-cols-2">
          <ExplainedChoice
            name="policyAction"
            label="When a limit is exceeded"
            choices={ACTIONS.map((value) => ({ value, ...ACTION_WORDS[value] }))}
            chosen={values.action}
          />
          <ExplainedChoice
            name="onLimiterLoss"
            label="While counters cannot be known"
            choices={LOSS_CHOICES.map((value) => ({ value, ...LOSS_WORDS[value] }))}
            chosen={values.onLimiterLoss}
          />
          <Field
            id="policy-assumed"
            name="assumedOutputTokens"
            label="Assumed output tokens"
            hint="Reserved for a request that names no maximum. More where answers are long."
            inputMode="numeric"
            autocomplete="off"
            defaultValue={values.assumedOutputTokens}
            error={errors.fields["assumedOutputTokens"]}
          />
          <Field
            id="policy-warn"
            name="warnAtPercent"
            label="Warn at percent of a budget"
            hint="By webhook; at once, without a publish. Empty: never."
            autocomplete="off"
            defaultValue={values.warnAtPercent}
            error={errors.fields["warnAtPercent"]}
          />
        </div>
      </Card>
      <div class="flex justify-end gap-2">
        <Button href={cancelHref}>Cancel</Button>
        <Button type="submit" tone="primary" disabled={pending}>
          {pending ? "Saving …" : version === null ? "Create the policy" : "Save the changes"}
        </Button>
      </div>
    </form>
  );
}
