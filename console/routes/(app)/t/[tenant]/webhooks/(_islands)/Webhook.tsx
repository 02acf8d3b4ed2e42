import { Button } from "../../../../../../components/Button.tsx";
import { Card } from "../../../../../../components/Card.tsx";
import { ConfirmByName } from "../../../../../../components/ConfirmByName.tsx";
import { DialogTrigger } from "../../../../../../components/Dialog.tsx";
import { EmptyState } from "../../../../../../components/EmptyState.tsx";
import { Notice } from "../../../../../../components/Notice.tsx";
import { SecretDialog } from "../../../../../../components/SecretDialog.tsx";
import { rotateWebhookMutation } from "../../../../../../graphql/documents/webhooks.ts";
import { runMutation } from "../../../../../../graphql/run_mutation.ts";
import Time from "../../../../../../islands/Time.tsx";
import { MoreRows } from "../../../../../../lists/MoreRows.tsx";
import { RotateTokenDialog } from "../../../../../../tokens/RotateTokenDialog.tsx";
import { DeliveryTable } from "../../../../../../webhooks/DeliveryTable.tsx";
import { EditWebhookDialog } from "../../../../../../webhooks/EditWebhookDialog.tsx";
import type { DeliveryState, WebhookPage } from "../../../../../../webhooks/read_webhooks.ts";
import { useWebhook, type WebhookState } from "../../../../../../webhooks/use_webhook.ts";
import { DELIVERY_STATES, EVENT_TITLES, STATE_TITLES } from "../../../../../../webhooks/webhook_words.ts";
import { WebhookBadge } from "../../../../../../webhooks/WebhookTable.tsx";
import { ErrorBoundary } from "../../../../../../feedback/ErrorBoundary.tsx";

export interface WebhookProps extends WebhookPage {
  /** Of the page itself. */
  path: string;
  /** Which deliveries are shown; null: all. */
  state: DeliveryState | null;
}

/** One webhook: what it is, whether it works, and what was sent to it. */
export default function Webhook({ path, state: shown, ...page }: WebhookProps) {
  const state = useWebhook(page, shown);
  const { rows } = state.deliveries.list.value;
  const isLive = state.row.value.archivedAt === null;
  return (
    <ErrorBoundary what="The webhook">
      <div class="flex flex-col gap-4">
        <Card title={<WebhookBadge row={state.row.value} />} actions={isLive && <WebhookActions state={state} />}>
          <WebhookFacts state={state} />
        </Card>
        {state.test.value && <Notice tone={state.test.value.ok ? "success" : "error"}>{state.test.value.text}</Notice>}
        <Card title="Deliveries" actions={<StateLinks path={path} shown={shown} />} flush>
          {rows.length === 0
            ? (
              <EmptyState title={shown === null ? "Nothing was sent yet" : "None in this state"}>
                Events and what came of them are kept here for 30 days. Tests are not among them.
              </EmptyState>
            )
            : <DeliveryTable rows={rows} canRedeliver={isLive} onRedeliver={state.redeliver} />}
          <MoreRows
            state={state.deliveries}
            path={shown === null ? path : `${path}?state=${shown}`}
            what="deliveries"
          />
        </Card>
        <SecretDialog shown={state.secret.value} onStored={() => state.secret.value = null} />
      </div>
    </ErrorBoundary>
  );
}

function WebhookActions({ state }: { state: WebhookState }) {
  const row = state.row.value;
  return (
    <>
      <Button onClick={state.runTest} disabled={state.testing.value}>
        {state.testing.value ? "Testing …" : "Send a test event"}
      </Button>
      <Button onClick={() => state.setActive(!row.active)}>{row.active ? "Pause" : "Go on"}</Button>
      <EditWebhookDialog row={row} onSaved={(saved) => state.row.value = saved} />
      <DialogTrigger dialog="rotate-webhook">New secret</DialogTrigger>
      <RotateTokenDialog
        id="rotate-webhook"
        name={row.description ?? row.url}
        rotate={(graceHours) =>
          runMutation(
            rotateWebhookMutation,
            { input: { id: row.id, version: row.version, graceHours } },
            (data) => data.rotateWebhookSecret,
          )}
        onDone={({ webhookEndpoint, secret }) => {
          state.row.value = webhookEndpoint;
          state.secret.value = { title: "What events are signed with", label: "Signing secret", secret };
        }}
      />
      <ConfirmByName
        id="archive-webhook"
        trigger="Archive"
        title="Archive this webhook?"
        name={new URL(row.url).host}
        confirm="Archive it"
        fields={{}}
        onConfirm={state.archive}
      >
        Nothing is sent there any more, and what waits is cancelled.
      </ConfirmByName>
    </>
  );
}

function WebhookFacts({ state }: { state: WebhookState }) {
  const { url, description, events, createdAt, previousSecretUntil } = state.row.value;
  return (
    <dl class="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
      <dt class="text-muted">Address</dt>
      <dd class="break-all">{url}</dd>
      {description && (
        <>
          <dt class="text-muted">For</dt>
          <dd>{description}</dd>
        </>
      )}
      <dt class="text-muted">Events</dt>
      <dd>{events.map((type) => EVENT_TITLES[type]).join(", ")}</dd>
      <dt class="text-muted">Made</dt>
      <dd>
        <Time at={createdAt} />
      </dd>
      {previousSecretUntil && (
        <>
          <dt class="text-muted">Old secret</dt>
          <dd>
            signs too until <Time at={previousSecretUntil} />
          </dd>
        </>
      )}
    </dl>
  );
}

function StateLinks({ path, shown }: { path: string; shown: DeliveryState | null }) {
  return (
    <nav aria-label="States of deliveries" class="flex flex-wrap gap-1">
      {[null, ...DELIVERY_STATES].map((state) => (
        <Button
          key={state ?? "all"}
          href={state === null ? path : `${path}?state=${state}`}
          size="small"
          tone={state === shown ? "plain" : "quiet"}
          aria-current={state === shown ? "true" : undefined}
        >
          {state === null ? "All" : STATE_TITLES[state]}
        </Button>
      ))}
    </nav>
  );
}
