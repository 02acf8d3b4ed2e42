import type { Client } from "@urql/core";
import { webhookQuery, webhooksQuery } from "../graphql/documents/webhooks.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { type QueryOutcome, queryOutcome } from "../graphql/outcome.ts";
import { type Rows, rowsOf } from "../lists/rows.ts";

export type WebhookRow = ResultOf<typeof webhooksQuery>["webhookEndpoints"]["edges"][number]["node"];
type WebhookNode = Extract<ResultOf<typeof webhookQuery>["node"], { __typename: "WebhookEndpoint" }>;
export type DeliveryRow = WebhookNode["deliveries"]["edges"][number]["node"];
export type DeliveryState = DeliveryRow["state"];

export interface WebhooksRequest {
  tenantId: string;
  after: string | null;
  includeArchived: boolean;
}

export async function readWebhooks(client: Client, request: WebhooksRequest): Promise<QueryOutcome<Rows<WebhookRow>>> {
  const outcome = queryOutcome(
    await client.query(webhooksQuery, { ...request }, { requestPolicy: "network-only" }).toPromise(),
  );
  return outcome.kind === "failed" ? outcome : { kind: "data", data: rowsOf(outcome.data.webhookEndpoints) };
}

export interface WebhookPage {
  webhook: WebhookRow;
  deliveries: Rows<DeliveryRow>;
}

export interface DeliveriesRequest {
  id: string;
  after: string | null;
  /** Null: every state. */
  state: DeliveryState | null;
}

/** Null when there is no such endpoint. */
export async function readWebhook(
  client: Client,
  request: DeliveriesRequest,
): Promise<QueryOutcome<WebhookPage | null>> {
  const outcome = queryOutcome(
    await client.query(webhookQuery, { ...request }, { requestPolicy: "network-only" }).toPromise(),
  );
  if (outcome.kind === "failed") return outcome;
  const { node } = outcome.data;
  if (node?.__typename !== "WebhookEndpoint") return { kind: "data", data: null };
  const { deliveries, __typename: _, ...webhook } = node;
  return { kind: "data", data: { webhook, deliveries: rowsOf(deliveries) } };
}
