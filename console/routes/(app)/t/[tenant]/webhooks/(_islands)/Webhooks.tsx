import { useSignal } from "@preact/signals";
import { Button } from "../../../../../../components/Button.tsx";
import { Card } from "../../../../../../components/Card.tsx";
import { DialogTrigger } from "../../../../../../components/Dialog.tsx";
import { EmptyState } from "../../../../../../components/EmptyState.tsx";
import { SecretDialog, type ShownSecret } from "../../../../../../components/SecretDialog.tsx";
import { browserDependencies } from "../../../../../../graphql/dependencies.ts";
import { MoreRows } from "../../../../../../lists/MoreRows.tsx";
import type { Rows } from "../../../../../../lists/rows.ts";
import { useRows } from "../../../../../../lists/use_rows.ts";
import { CREATE_WEBHOOK_DIALOG, CreateWebhookDialog } from "../../../../../../webhooks/CreateWebhookDialog.tsx";
import { readWebhooks, type WebhookRow } from "../../../../../../webhooks/read_webhooks.ts";
import { WebhookTable } from "../../../../../../webhooks/WebhookTable.tsx";

export interface WebhooksProps {
  tenantId: string;
  /** Of the page itself. */
  path: string;
  list: Rows<WebhookRow>;
  includeArchived: boolean;
}

/** A tenant's webhooks. */
export default function Webhooks({ tenantId, path, list, includeArchived }: WebhooksProps) {
  const secret = useSignal<ShownSecret | null>(null);
  const state = useRows(
    list,
    (after) => readWebhooks(browserDependencies().client, { tenantId, after, includeArchived }),
  );
  const { rows } = state.list.value;
  return (
    <>
      <Card
        title="Webhooks"
        actions={
          <>
            <Button href={includeArchived ? path : `${path}?archived=1`} tone="quiet">
              {includeArchived ? "Hide archived" : "Show archived"}
            </Button>
            <DialogTrigger dialog={CREATE_WEBHOOK_DIALOG} tone="primary">New webhook</DialogTrigger>
          </>
        }
        flush
      >
        {rows.length === 0
          ? (
            <EmptyState title="No webhooks yet">
              A webhook is an address of yours to which events are posted, such as that a budget is nearly spent.
            </EmptyState>
          )
          : <WebhookTable rows={rows} path={path} />}
        <MoreRows state={state} path={includeArchived ? `${path}?archived=1` : path} what="webhooks" />
      </Card>
      <CreateWebhookDialog
        tenantId={tenantId}
        onCreated={(row, text) => {
          state.put(row);
          secret.value = { title: "What events are signed with", label: "Signing secret", secret: text };
        }}
      />
      <SecretDialog shown={secret.value} onStored={() => secret.value = null} />
    </>
  );
}
