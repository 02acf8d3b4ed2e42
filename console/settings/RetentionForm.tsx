import { useSignal } from "@preact/signals";
import { toast } from "../browser/toasts.ts";
import { Button } from "../components/Button.tsx";
import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import { textOf, useSend } from "../forms/use_send.ts";
import { setLogRetentionMutation } from "../graphql/documents/settings.ts";
import { runMutation } from "../graphql/run_mutation.ts";

interface RetentionFormProps {
  tenantId: string;
  days: number;
  canWrite: boolean;
}

/** How long request records are kept. */
export function RetentionForm({ tenantId, days, canWrite }: RetentionFormProps) {
  const kept = useSignal(days);
  const { errors, pending, submit } = useSend({
    fields: ["days"],
    send: async (form) => {
      const text = textOf(form, "days");
      if (text !== "" && !/^[1-9]\d{0,4}$/.test(text)) {
        return { kind: "invalid", errors: { message: null, fields: { days: "A whole number of days, or nothing." } } };
      }
      const input = { tenantId, days: text === "" ? null : Number(text) };
      return await runMutation(setLogRetentionMutation, { input }, (data) => data.setLogRetention);
    },
    onDone: ({ tenant }) => {
      kept.value = tenant.logRetentionDays;
      toast(`Records are kept for ${tenant.logRetentionDays} days.`, "success");
    },
  });
  const { message, fields } = errors.value;
  return (
    <form noValidate class="flex max-w-md flex-col gap-4" onSubmit={submit} aria-busy={pending.value}>
      {message && <Notice tone="error">{message}</Notice>}
      <Field
        key={kept.value}
        id="retention-days"
        name="days"
        label="Days that request records are kept"
        hint="Empty: as long as the installation keeps them. What is older is deleted for good within a day, with its captured prompts."
        inputMode="numeric"
        autocomplete="off"
        defaultValue={String(kept.value)}
        readOnly={!canWrite}
        error={fields["days"]}
      />
      {canWrite && (
        <div>
          <Button type="submit" tone="primary" disabled={pending.value}>Save the retention</Button>
        </div>
      )}
    </form>
  );
}
