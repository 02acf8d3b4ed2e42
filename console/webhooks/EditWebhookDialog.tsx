import { DialogTrigger } from "../components/Dialog.tsx";
import { FormDialog } from "../forms/FormDialog.tsx";
import { updateWebhookMutation } from "../graphql/documents/webhooks.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import type { WebhookRow } from "./read_webhooks.ts";
import { readWebhookFields, WEBHOOK_FIELDS, WebhookFields } from "./WebhookFields.tsx";

const EDIT_DIALOG = "edit-webhook";

/** Asks what changes of an endpoint; held against the version that the reader has seen. */
export function EditWebhookDialog({ row, onSaved }: { row: WebhookRow; onSaved: (row: WebhookRow) => void }) {
  return (
    <>
      <DialogTrigger dialog={EDIT_DIALOG}>Edit</DialogTrigger>
      <FormDialog
        key={row.version}
        id={EDIT_DIALOG}
        title="Edit the webhook"
        submit="Save the changes"
        fields={WEBHOOK_FIELDS}
        send={async (form) => {
          const read = readWebhookFields(form);
          if (read.kind === "invalid") return read;
          const { url, events, description } = read;
          const input = { id: row.id, version: row.version, url, events, description };
          return await runMutation(updateWebhookMutation, { input }, (data) => data.updateWebhookEndpoint);
        }}
        onDone={({ webhookEndpoint }) => onSaved(webhookEndpoint)}
      >
        {(errors) => <WebhookFields id="edited-webhook" values={row} errors={errors} />}
      </FormDialog>
    </>
  );
}
