import { builder } from "../graphql/builder.ts";
import type { WebhookFailure } from "./webhook_sender.ts";

export const WebhookEventTypeEnum = builder.enumType("WebhookEventType", {
  description: "What webhooks tell of.",
  values: {
    BUDGET_THRESHOLD_REACHED: {
      value: "budget.threshold_reached",
      description: "A share of a budget is spent: `budget.threshold_reached`.",
    },
  } as const,
});

export const WebhookDeliveryStateEnum = builder.enumType("WebhookDeliveryState", {
  description: "Where the delivery of an event stands.",
  values: {
    PENDING: { description: "It will be attempted, again or for the first time." },
    DELIVERED: { description: "The endpoint answered with 2xx." },
    FAILED: { description: "Given up after the last attempt, or because the endpoint answered 410." },
    CANCELLED: { description: "The endpoint was archived before." },
  } as const,
});

const failures: Record<WebhookFailure, string> = {
  address_refused: "The installation does not allow that host.",
  timeout: "There was no answer within ten seconds.",
  unreachable: "There was no connection, or it broke before an answer.",
  redirected: "The answer was a redirect, which is not followed.",
  refused: "The answer's status was not 2xx.",
  secret_unavailable: "The endpoint's secret cannot be decrypted: a fault of the installation.",
};

export const WebhookFailureEnum = builder.enumType("WebhookFailure", {
  description: "Why an attempt at a delivery failed.",
  values: {
    ADDRESS_REFUSED: { value: "address_refused", description: failures.address_refused },
    TIMEOUT: { value: "timeout", description: failures.timeout },
    UNREACHABLE: { value: "unreachable", description: failures.unreachable },
    REDIRECTED: { value: "redirected", description: failures.redirected },
    REFUSED: { value: "refused", description: failures.refused },
    SECRET_UNAVAILABLE: { value: "secret_unavailable", description: failures.secret_unavailable },
  } as const,
});
