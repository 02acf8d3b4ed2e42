import { Button } from "../../../../../../components/Button.tsx";
import { Field } from "../../../../../../components/Field.tsx";
import { Notice } from "../../../../../../components/Notice.tsx";
import type { FormErrors } from "../../../../../../forms/form_errors.ts";
import { useForm } from "../../../../../../forms/use_form.ts";
import { browserDependencies } from "../../../../../../graphql/dependencies.ts";
import { rollBack } from "../../../../../../publishing/roll_back.ts";

interface RollBackProps {
  tenantId: string;
  /** Of the publish page. */
  path: string;
  toRevision: number;
  baseRevision: number;
  /** It has to be said that keys may be lost. */
  wantsForce: boolean;
  errors: FormErrors;
}

/** Confirms going back to a revision, which was shown before. */
export default function RollBack({ tenantId, path, toRevision, baseRevision, wantsForce, errors }: RollBackProps) {
  const form = useForm(async (fields) => {
    const message = String(fields.get("message") ?? "").trim() || null;
    const force = fields.has("force");
    const outcome = await rollBack(browserDependencies().client, {
      tenantId,
      toRevision,
      baseRevision,
      message,
      force,
    });
    if (outcome.kind === "failed") {
      return { message: [outcome.message, ...outcome.issues.map((issue) => issue.message)].join(" "), fields: {} };
    }
    location.assign(`${path}?watch=${outcome.rollback.revision?.number ?? baseRevision}`);
    return null;
  }, errors);
  return (
    <form method="post" class="flex flex-col gap-3" onSubmit={form.submit} aria-busy={form.pending.value}>
      <input type="hidden" name="baseRevision" value={baseRevision} />
      {form.errors.value.message && <Notice tone="error">{form.errors.value.message}</Notice>}
      <Field
        id="rollback-message"
        name="message"
        label="Message"
        placeholder={`Back to revision ${toRevision}`}
        autocomplete="off"
        maxLength={500}
      />
      {wantsForce && (
        <label class="flex items-start gap-2 text-sm">
          <input type="checkbox" name="force" class="checkbox checkbox-xs mt-0.5" required />
          I have read what is lost for good, and want it all the same
        </label>
      )}
      <div class="flex justify-end gap-2">
        <Button href={path}>Cancel</Button>
        <Button type="submit" tone="danger" disabled={form.pending.value}>
          {form.pending.value ? "Rolling back …" : `Roll back to revision ${toRevision}`}
        </Button>
      </div>
    </form>
  );
}
