import { z } from "zod";

/** What is told by webhook. `webhook.test` is sent by hand alone, to any endpoint. */
export const webhookEventType = z.enum(["budget.threshold_reached"]);
export type WebhookEventType = z.infer<typeof webhookEventType>;

/** Sent by `testWebhook`; nobody subscribes to it. */
export const TEST_EVENT_TYPE = "webhook.test";
