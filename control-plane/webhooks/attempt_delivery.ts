import type { WebhookEndpoint } from "../../prisma/generated/client/client.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Vault } from "../../shared/vault/vault.ts";
import type { Database } from "../database.ts";
import type { ClaimedDelivery } from "./claim_deliveries.ts";
import { openEndpointSecrets } from "./endpoint_secrets.ts";
import { retryDelayMs } from "./retry_schedule.ts";
import type { WebhookAttempt, WebhookSender } from "./webhook_sender.ts";

export interface DeliveryDependencies {
  db: Database;
  clock: Clock;
  logger: Logger;
  vault: Vault;
  sender: WebhookSender;
  /** From 0 inclusive to 1 exclusive. */
  random: () => number;
}

/** The status by which a receiver says that it wants no more of it. */
const GONE = 410;

/** Attempts a claimed delivery once and writes down what came of it. Throws when the database is away: then it is tried again. */
export async function attemptDelivery(
  dependencies: DeliveryDependencies,
  delivery: ClaimedDelivery,
  signal: AbortSignal,
): Promise<void> {
  const { db } = dependencies;
  const endpoint = await db.webhookEndpoint.findUniqueOrThrow({ where: { id: delivery.endpointId } });
  const event = await db.webhookEvent.findUniqueOrThrow({ where: { id: delivery.eventId } });
  const attempt = await sendToEndpoint(dependencies, { endpoint, eventId: event.id, body: event.payload }, signal);
  // Cut off by our own end, which says nothing about the receiver: it is tried again when the claim is over.
  if (signal.aborted && !attempt.delivered && attempt.failure === "timeout") return;
  await settle(dependencies, delivery, attempt);
}

/** Signs a message with the endpoint's secrets and sends it. Never throws. */
export async function sendToEndpoint(
  { vault, clock, sender, logger }: Pick<DeliveryDependencies, "vault" | "clock" | "sender" | "logger">,
  { endpoint, eventId, body }: { endpoint: WebhookEndpoint; eventId: string; body: string },
  signal?: AbortSignal,
): Promise<WebhookAttempt> {
  let secrets: string[];
  try {
    secrets = await openEndpointSecrets(endpoint, vault, clock.now());
  } catch (error) {
    logger.error("webhook_secret_unavailable", { endpointId: endpoint.id, error });
    return { delivered: false, failure: "secret_unavailable", status: null, durationMs: 0, retryAfterMs: null };
  }
  return await sender.send({ url: endpoint.url, secrets, eventId, body }, signal);
}

async function settle(
  { db, clock, logger, random }: DeliveryDependencies,
  { id, endpointId, attempts }: ClaimedDelivery,
  attempt: WebhookAttempt,
): Promise<void> {
  const nowMs = clock.now();
  const retryMs = attempt.delivered || attempt.status === GONE ? null : retryDelayMs(attempts, random);
  const waitMs = attempt.delivered || retryMs === null ? null : Math.max(retryMs, attempt.retryAfterMs ?? 0);
  const state = attempt.delivered ? "DELIVERED" : waitMs === null ? "FAILED" : "PENDING";
  const { count } = await db.webhookDelivery.updateMany({
    // Archived, or claimed anew, meanwhile: then this attempt's outcome is nobody's any more.
    where: { id, state: "PENDING", attempts },
    data: {
      state,
      lastStatus: attempt.status,
      lastError: attempt.delivered ? null : attempt.failure,
      lastMs: attempt.durationMs,
      nextAttemptAt: waitMs === null ? null : new Date(nowMs + waitMs),
      finishedAt: state === "PENDING" ? null : new Date(nowMs),
    },
  });
  if (count > 0 && state === "FAILED" && !attempt.delivered) {
    const { status, failure } = attempt;
    logger.warn("webhook_given_up", { deliveryId: id, endpointId, attempts, status, failure });
  }
}
