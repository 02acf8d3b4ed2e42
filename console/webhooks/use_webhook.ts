import { type Signal, useSignal } from "@preact/signals";
import { toast } from "../browser/toasts.ts";
import type { ShownSecret } from "../components/SecretDialog.tsx";
import { browserDependencies } from "../graphql/dependencies.ts";
import {
  archiveWebhookMutation,
  redeliverWebhookMutation,
  testWebhookMutation,
  updateWebhookMutation,
} from "../graphql/documents/webhooks.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import { type RowsState, useRows } from "../lists/use_rows.ts";
import {
  type DeliveryRow,
  type DeliveryState,
  readWebhook,
  type WebhookPage,
  type WebhookRow,
} from "./read_webhooks.ts";
import { FAILURE_WORDS } from "./webhook_words.ts";

/** What came of a test. */
export interface TestShown {
  ok: boolean;
  text: string;
}

export interface WebhookState {
  readonly row: Signal<WebhookRow>;
  readonly secret: Signal<ShownSecret | null>;
  readonly test: Signal<TestShown | null>;
  readonly testing: Signal<boolean>;
  readonly deliveries: RowsState<DeliveryRow>;
  runTest(): Promise<void>;
  setActive(active: boolean): Promise<void>;
  archive(): Promise<void>;
  redeliver(delivery: DeliveryRow): Promise<void>;
}

/** One endpoint with its deliveries, and all that is done with it. */
export function useWebhook({ webhook, deliveries }: WebhookPage, state: DeliveryState | null): WebhookState {
  const row = useSignal(webhook);
  const secret = useSignal<ShownSecret | null>(null);
  const test = useSignal<TestShown | null>(null);
  const testing = useSignal(false);
  const { id } = webhook;
  const rows = useRows(deliveries, async (after) => {
    const page = await readWebhook(browserDependencies().client, { id, after, state });
    if (page.kind === "failed") return page;
    return { kind: "data", data: page.data?.deliveries ?? { rows: [], next: null } };
  });
  const runTest = async () => {
    if (testing.value) return;
    testing.value = true;
    const outcome = await runMutation(testWebhookMutation, { input: { id } }, (data) => data.testWebhook);
    testing.value = false;
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    const { delivered, status, error, latencyMs } = outcome.payload;
    const answered = status === null ? "" : ` It answered ${status}.`;
    const text = delivered
      ? `The test event arrived: ${status} after ${latencyMs} ms.`
      : `The test event did not arrive: ${error === null ? "it was refused" : FAILURE_WORDS[error]}.${answered}`;
    test.value = { ok: delivered, text };
  };
  const setActive = async (active: boolean) => {
    const input = { id, active, version: row.value.version };
    const outcome = await runMutation(updateWebhookMutation, { input }, (data) => data.updateWebhookEndpoint);
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    row.value = outcome.payload.webhookEndpoint;
    toast(active ? "Events are sent again." : "Events wait until it is active again.", "success", {
      undo: () => setActive(!active),
    });
  };
  const archive = async () => {
    const input = { id, version: row.value.version };
    const outcome = await runMutation(archiveWebhookMutation, { input }, (data) => data.archiveWebhookEndpoint);
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    row.value = outcome.payload.webhookEndpoint;
    toast("The webhook is archived.", "success");
  };
  const redeliver = async (delivery: DeliveryRow) => {
    const outcome = await runMutation(
      redeliverWebhookMutation,
      { input: { id: delivery.id } },
      (data) => data.redeliverWebhook,
    );
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    rows.put(outcome.payload.delivery);
    toast("It will be sent again.", "success");
  };
  return { row, secret, test, testing, deliveries: rows, runTest, setActive, archive, redeliver };
}
