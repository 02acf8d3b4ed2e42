import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { WebhookDeliveryNode, WebhookEndpointNode } from "./schema.ts";
import { redeliverWebhook, testWebhook } from "./send_webhooks.ts";
import {
  archiveWebhookEndpoint,
  createWebhookEndpoint,
  rotateWebhookSecret,
  updateWebhookEndpoint,
} from "./webhook_service.ts";
import { WebhookEventTypeEnum, WebhookFailureEnum } from "./webhook_types.ts";

/** One costs as much as many fields: it calls somebody else's server, and waits. */
const TEST_COMPLEXITY = 10_000;

builder.relayMutationField("createWebhookEndpoint", {
  description: "A new endpoint.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant whose events it is sent." }),
    url: t.string({ required: true, description: "Where events are posted to: http or https." }),
    description: t.string({ description: "What it is for; at most 256 characters." }),
    events: t.field({ type: [WebhookEventTypeEnum], required: true, description: "What is sent; at least one." }),
  }),
}, {
  description: "Makes an endpoint with a secret of its own. A tenant may have 16.",
  errors: {},
  resolve: (_root, { input }, context) =>
    createWebhookEndpoint(context, { ...input, tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId") }),
}, {
  description: "The endpoint was made.",
  outputFields: (t) => ({
    webhookEndpoint: t.field({
      type: WebhookEndpointNode,
      description: "The new endpoint.",
      resolve: ({ endpoint }) => endpoint,
    }),
    secret: t.string({
      description: "What signs its events, `whsec_…`, this once: it is kept encrypted and not told again.",
      resolve: ({ secret }) => secret,
    }),
  }),
});

builder.relayMutationField("updateWebhookEndpoint", {
  description: "Changes to an endpoint; what is left out stays.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The endpoint." }),
    url: t.string({ description: "Where events are posted to." }),
    description: t.string({ description: "What it is for; null for nothing." }),
    events: t.field({ type: [WebhookEventTypeEnum], description: "What is sent." }),
    active: t.boolean({
      description: "False: new events are not sent there, and those that wait do so until it is true again.",
    }),
    version: t.int({ description: "The version that the change is based on; another one is a conflict." }),
  }),
}, {
  description: "Changes where events go, which ones, or whether any do.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    endpoint: await updateWebhookEndpoint(context, {
      id: decodeGlobalId("WebhookEndpoint", input.id, "id"),
      url: input.url ?? undefined,
      description: input.description,
      events: input.events ?? undefined,
      active: input.active ?? undefined,
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The endpoint was changed.",
  outputFields: (t) => ({
    webhookEndpoint: t.field({
      type: WebhookEndpointNode,
      description: "The endpoint as it is now.",
      resolve: ({ endpoint }) => endpoint,
    }),
  }),
});

builder.relayMutationField("rotateWebhookSecret", {
  description: "Which endpoint is given a new secret.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The endpoint." }),
    graceHours: t.int({ description: "How long the secret before signs too; 24 by default, 168 at most, 0 at once." }),
    version: t.int({ description: "The version that this is based on; another one is a conflict." }),
  }),
}, {
  description: "Gives an endpoint a new secret. Both sign for a while, so that receivers can change over.",
  errors: {},
  resolve: (_root, { input }, context) =>
    rotateWebhookSecret(context, {
      id: decodeGlobalId("WebhookEndpoint", input.id, "id"),
      graceHours: input.graceHours ?? undefined,
      version: input.version ?? undefined,
    }),
}, {
  description: "The endpoint has a new secret.",
  outputFields: (t) => ({
    webhookEndpoint: t.field({
      type: WebhookEndpointNode,
      description: "The endpoint as it is now.",
      resolve: ({ endpoint }) => endpoint,
    }),
    secret: t.string({ description: "The new secret, this once.", resolve: ({ secret }) => secret }),
  }),
});

builder.relayMutationField("archiveWebhookEndpoint", {
  description: "Which endpoint to take out of use.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The endpoint." }),
    version: t.int({ description: "The version that this is based on; another one is a conflict." }),
  }),
}, {
  description: "Takes an endpoint out of use for good. What it was owed is not sent any more.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    endpoint: await archiveWebhookEndpoint(context, {
      id: decodeGlobalId("WebhookEndpoint", input.id, "id"),
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The endpoint is out of use.",
  outputFields: (t) => ({
    webhookEndpoint: t.field({
      type: WebhookEndpointNode,
      description: "The archived endpoint.",
      resolve: ({ endpoint }) => endpoint,
    }),
  }),
});

builder.relayMutationField("testWebhook", {
  description: "Which endpoint to try.",
  inputFields: (t) => ({ id: t.id({ required: true, description: "The endpoint." }) }),
}, {
  description: "Sends a signed event of the type `webhook.test` now and once, and waits ten seconds for the answer.",
  complexity: TEST_COMPLEXITY,
  errors: {},
  resolve: (_root, { input }, context) =>
    testWebhook(context, { id: decodeGlobalId("WebhookEndpoint", input.id, "id") }),
}, {
  description: "The event was sent, or could not be.",
  outputFields: (t) => ({
    delivered: t.boolean({
      description: "Whether the endpoint answered with 2xx.",
      resolve: ({ delivered }) => delivered,
    }),
    status: t.int({
      nullable: true,
      description: "The HTTP status of the answer; null when there was none.",
      resolve: ({ status }) => status,
    }),
    latencyMs: t.int({ description: "How long it took, milliseconds.", resolve: ({ durationMs }) => durationMs }),
    error: t.field({
      type: WebhookFailureEnum,
      nullable: true,
      description: "Why it was not delivered; null when it was.",
      resolve: (test) => test.delivered ? null : test.failure,
    }),
    eventId: t.string({
      description: "The event's id, as `webhook-id` carries it.",
      resolve: ({ eventId }) => eventId,
    }),
  }),
});

builder.relayMutationField("redeliverWebhook", {
  description: "What to send once more.",
  inputFields: (t) => ({ id: t.id({ required: true, description: "The delivery." }) }),
}, {
  description: "Sends an event to its endpoint once more, under the id that it had, with eight attempts anew.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    delivery: await redeliverWebhook(context, { id: decodeGlobalId("WebhookDelivery", input.id, "id") }),
  }),
}, {
  description: "It will be sent within about a second.",
  outputFields: (t) => ({
    delivery: t.field({
      type: WebhookDeliveryNode,
      description: "The delivery as it is now.",
      resolve: ({ delivery }) => delivery,
    }),
  }),
});
