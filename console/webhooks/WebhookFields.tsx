import { Checkbox } from "../components/Checkbox.tsx";
import { Field } from "../components/Field.tsx";
import { type FormErrors } from "../forms/form_errors.ts";
import { textOf } from "../forms/use_send.ts";
import { EVENT_TITLES, EVENT_TYPES, type WebhookEventType } from "./webhook_words.ts";

interface WebhookFieldsProps {
  id: string;
  values: { url: string; description: string | null; events: readonly WebhookEventType[] };
  errors: FormErrors;
}

/** Where an endpoint is, what it is for, and what it is told. */
export function WebhookFields({ id, values, errors: { fields } }: WebhookFieldsProps) {
  return (
    <>
      <Field
        id={`${id}-url`}
        name="url"
        label="Address"
        type="url"
        inputMode="url"
        placeholder="https://example.com/hooks"
        hint="Events are posted there as JSON, signed."
        autocomplete="off"
        autofocus
        required
        maxLength={2048}
        defaultValue={values.url}
        error={fields["url"]}
      />
      <Field
        id={`${id}-description`}
        name="description"
        label="What it is for"
        autocomplete="off"
        maxLength={256}
        defaultValue={values.description ?? ""}
        error={fields["description"]}
      />
      <fieldset class="flex flex-col gap-1.5">
        <legend class="mb-1 text-sm font-medium">Events</legend>
        {EVENT_TYPES.map((type) => (
          <Checkbox
            key={type}
            id={`${id}-${type}`}
            name="events"
            value={type}
            defaultChecked={values.events.includes(type)}
          >
            {EVENT_TITLES[type]}
          </Checkbox>
        ))}
        {fields["events"] && <p class="text-xs text-error" role="alert">{fields["events"]}</p>}
      </fieldset>
    </>
  );
}

export const WEBHOOK_FIELDS = ["url", "description", "events"] as const;

/** What the fields say, or what is seen to be wrong with them. */
export function readWebhookFields(form: Pick<FormData, "get" | "getAll">) {
  const url = textOf(form, "url");
  const events = form.getAll("events") as WebhookEventType[];
  const fields = {
    ...(url === "" && { url: "Enter the address." }),
    ...(events.length === 0 && { events: "Tick at least one." }),
  };
  if (Object.keys(fields).length > 0) return { kind: "invalid" as const, errors: { message: null, fields } };
  return { kind: "input" as const, url, events, description: textOf(form, "description") || null };
}
