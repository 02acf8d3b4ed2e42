import { FormDialog } from "../forms/FormDialog.tsx";
import { createWebhookMutation } from "../graphql/documents/webhooks.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import type { WebhookRow } from "./read_webhooks.ts";
import { EVENT_TYPES } from "./webhook_words.ts";
import { readWebhookFields, WEBHOOK_FIELDS, WebhookFields } from "./WebhookFields.tsx";

export const CREATE_WEBHOOK_DIALOG = "create-webhook";

interface CreateWebhookDialogProps {
  tenantId: string;
  onCreated: (row: WebhookRow, secret: string) => void;
}

/** Asks for a new endpoint. */
export function CreateWebhookDialog({ tenantId, onCreated }: CreateWebhookDialogProps) {
  return (
    <FormDialog
      id={CREATE_WEBHOOK_DIALOG}
      title="New webhook"
      submit="Create it"
      fields={WEBHOOK_FIELDS}
      send={async (form) => {
        const read = readWebhookFields(form);
        if (read.kind === "invalid") return read;
        const { url, events, description } = read;
        const input = { tenantId, url, events, description };
        return await runMutation(createWebhookMutation, { input }, (data) => data.createWebhookEndpoint);
      }}
      onDone={({ webhookEndpoint, secret }) => onCreated(webhookEndpoint, secret)}
    >
      {(errors) => (
        <WebhookFields id="new-webhook" values={{ url: "", description: null, events: EVENT_TYPES }} errors={errors} />
      )}
    </FormDialog>
  );
}
