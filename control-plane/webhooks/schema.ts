import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { Versioned } from "../graphql/versioned.ts";
import { authorize } from "../authorization/authorize.ts";
import type { WebhookEventType } from "./event_type.ts";
import type { WebhookFailure } from "./webhook_sender.ts";
import { WebhookDeliveryStateEnum, WebhookEventTypeEnum, WebhookFailureEnum } from "./webhook_types.ts";

export const WebhookEndpointNode = builder.prismaNode("WebhookEndpoint", {
  description: "Where a tenant's events are sent. Its secret is shown once, when it is made or rotated.",
  id: { field: "id" },
  interfaces: [Versioned],
  authScopes: (endpoint) => ({ can: { action: "webhook.read", tenantId: endpoint.tenantId } }),
  fields: (t) => ({
    url: t.exposeString("url", { description: "Where events are posted to." }),
    description: t.exposeString("description", { nullable: true, description: "What it is for." }),
    events: t.field({
      type: [WebhookEventTypeEnum],
      description: "What is sent.",
      resolve: ({ events }) => events as WebhookEventType[],
    }),
    active: t.exposeBoolean("active", { description: "Whether anything is sent." }),
    previousSecretUntil: t.expose("previousUntil", {
      type: "DateTime",
      nullable: true,
      description: "Until when the secret before the last rotation signs too; null when none does.",
    }),
    tenant: t.relation("tenant", { description: "Whose it is." }),
    deliveries: t.relatedConnection("deliveries", {
      cursor: "id",
      description: "What was sent or is to be, the newest first; kept for 30 days after its end.",
      args: { state: t.arg({ type: WebhookDeliveryStateEnum, description: "Only those in this state." }) },
      query: ({ state }) => ({ where: state == null ? {} : { state }, orderBy: { id: "desc" } }),
    }),
  }),
});

export const WebhookDeliveryNode = builder.prismaNode("WebhookDelivery", {
  description: "An event on its way to an endpoint.",
  id: { field: "id" },
  authScopes: (delivery) => ({ can: { action: "webhook.read", tenantId: delivery.tenantId } }),
  fields: (t) => ({
    eventId: t.exposeString("eventId", { description: "The event's id, as `webhook-id` carries it." }),
    eventType: t.string({
      description: "What is told of, as the payload's `type` says it.",
      select: { event: { select: { type: true } } },
      resolve: ({ event }) => event.type,
    }),
    payload: t.string({
      description: "The body, byte by byte.",
      select: { event: { select: { payload: true } } },
      resolve: ({ event }) => event.payload,
    }),
    state: t.expose("state", { type: WebhookDeliveryStateEnum, description: "Where it stands." }),
    attempts: t.exposeInt("attempts", { description: "How often it was attempted; one under way is counted." }),
    nextAttemptAt: t.expose("nextAttemptAt", {
      type: "DateTime",
      nullable: true,
      description: "When it is attempted next; null when it is not any more.",
    }),
    lastAttemptAt: t.expose("lastAttemptAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was last attempted.",
    }),
    lastStatus: t.exposeInt("lastStatus", {
      nullable: true,
      description: "The HTTP status of the last answer; null when there was none.",
    }),
    lastError: t.field({
      type: WebhookFailureEnum,
      nullable: true,
      description: "Why the last attempt failed; null when it did not.",
      resolve: ({ lastError }) => lastError as WebhookFailure | null,
    }),
    lastLatencyMs: t.exposeInt("lastMs", {
      nullable: true,
      description: "How long the last attempt took, milliseconds.",
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When the event occurred." }),
    finishedAt: t.expose("finishedAt", { type: "DateTime", nullable: true, description: "When it came to its end." }),
    endpoint: t.relation("endpoint", { description: "Where it goes." }),
  }),
});

builder.queryField("webhookEndpoints", (t) =>
  t.prismaConnection({
    type: WebhookEndpointNode,
    cursor: "id",
    description: "A tenant's webhook endpoints, the oldest first.",
    args: {
      tenantId: t.arg.id({ required: true, description: "The tenant." }),
      includeArchived: t.arg.boolean({ description: "Also those out of use.", defaultValue: false }),
    },
    resolve: (query, _root, args, { actor, dependencies }) => {
      const tenantId = decodeGlobalId("Tenant", args.tenantId, "tenantId");
      authorize(actor, "webhook.read", tenantId);
      const where = args.includeArchived ? { tenantId } : { tenantId, archivedAt: null };
      return dependencies.db.webhookEndpoint.findMany({ ...query, where, orderBy: { id: "asc" } });
    },
  }));
