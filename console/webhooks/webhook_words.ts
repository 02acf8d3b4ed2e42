import type { DeliveryRow, DeliveryState, WebhookRow } from "./read_webhooks.ts";

export type WebhookEventType = WebhookRow["events"][number];

export const EVENT_TITLES: Readonly<Record<WebhookEventType, string>> = {
  BUDGET_THRESHOLD_REACHED: "A budget reaches a share of its limit",
};

export const EVENT_TYPES = Object.keys(EVENT_TITLES) as WebhookEventType[];

type WebhookFailure = NonNullable<DeliveryRow["lastError"]>;

/** Why an attempt came to nothing. */
export const FAILURE_WORDS: Readonly<Record<WebhookFailure, string>> = {
  ADDRESS_REFUSED: "this installation does not call that address",
  REDIRECTED: "it leads elsewhere, which is not followed",
  REFUSED: "it answered, and not with 2xx",
  SECRET_UNAVAILABLE: "its secret cannot be opened",
  TIMEOUT: "it took longer than ten seconds",
  UNREACHABLE: "it cannot be reached",
};

export const STATE_TITLES: Readonly<Record<DeliveryState, string>> = {
  PENDING: "Waiting",
  DELIVERED: "Delivered",
  FAILED: "Failed",
  CANCELLED: "Cancelled",
};

export const DELIVERY_STATES = Object.keys(STATE_TITLES) as DeliveryState[];

export const STATE_TONES = { PENDING: "primary", DELIVERED: "success", FAILED: "error", CANCELLED: "neutral" } as const;
