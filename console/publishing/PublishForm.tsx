import { Button } from "../components/Button.tsx";
import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import type { FormErrors } from "../forms/form_errors.ts";

interface PublishFormProps {
  /** The revision that the changes are told against; 0 for none. */
  baseRevision: number;
  errors: FormErrors;
  pending: boolean;
  /** What stands against it, so that it would be refused. */
  isBlocked: boolean;
  /** What the message is begun with. */
  message: string;
  onSubmit: (event: SubmitEvent) => void;
}

/** Says why, and publishes. */
export function PublishForm({ baseRevision, errors, pending, isBlocked, message, onSubmit }: PublishFormProps) {
  return (
    <form method="post" noValidate class="flex flex-col gap-3" onSubmit={onSubmit} aria-busy={pending}>
      <input type="hidden" name="action" value="publish" />
      <input type="hidden" name="baseRevision" value={baseRevision} />
      {errors.message && <Notice tone="error">{errors.message}</Notice>}
      <div class="flex flex-wrap items-end gap-3">
        <div class="min-w-64 flex-1">
          <Field
            id="publish-message"
            name="message"
            label="Message"
            placeholder="Why, for those who read the history"
            autocomplete="off"
            maxLength={500}
            defaultValue={message}
            error={errors.fields["message"]}
          />
        </div>
        <Button type="submit" tone="primary" disabled={pending || isBlocked}>
          {pending ? "Publishing …" : `Publish revision ${baseRevision + 1}`}
        </Button>
      </div>
    </form>
  );
}
