import { useSignal } from "@preact/signals";
import { toast } from "../browser/toasts.ts";
import { Button } from "../components/Button.tsx";
import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import { textOf, useSend } from "../forms/use_send.ts";
import { updateTenantMutation } from "../graphql/documents/settings.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import type { TenantSettings } from "./read_settings.ts";

interface TenantFormProps {
  settings: TenantSettings;
  canWrite: boolean;
  timeZones: readonly string[];
}

/** A tenant's name and time zone. */
export function TenantForm({ settings, canWrite, timeZones }: TenantFormProps) {
  const version = useSignal(settings.version);
  const { errors, pending, submit } = useSend({
    fields: ["name", "timeZone"],
    send: (form) => {
      const input = {
        id: settings.id,
        name: textOf(form, "name"),
        timeZone: textOf(form, "timeZone"),
        version: version.value,
      };
      return runMutation(updateTenantMutation, { input }, (data) => data.updateTenant);
    },
    onDone: ({ tenant }) => {
      version.value = tenant.version;
      toast(`Saved. The new name is everywhere from the next page on.`, "success");
    },
  });
  const { message, fields } = errors.value;
  return (
    <form noValidate class="flex max-w-md flex-col gap-4" onSubmit={submit} aria-busy={pending.value}>
      {message && <Notice tone="error">{message}</Notice>}
      <Field
        name="name"
        label="Name"
        id="tenant-name"
        defaultValue={settings.name}
        readOnly={!canWrite}
        maxLength={64}
        required
        autocomplete="off"
        error={fields["name"]}
      />
      <Field
        name="timeZone"
        label="Time zone"
        id="tenant-time-zone"
        list="time-zones"
        hint="In which budgets of a day, week or month begin and end. A change holds from the next publish."
        defaultValue={settings.timeZone}
        readOnly={!canWrite}
        required
        autocomplete="off"
        spellcheck={false}
        error={fields["timeZone"]}
      />
      <datalist id="time-zones">{timeZones.map((zone) => <option key={zone} value={zone} />)}</datalist>
      {canWrite && (
        <div>
          <Button type="submit" tone="primary" disabled={pending.value}>Save</Button>
        </div>
      )}
    </form>
  );
}
