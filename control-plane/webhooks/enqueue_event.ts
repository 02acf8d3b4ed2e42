import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Transaction } from "../database.ts";
import type { WebhookEventType } from "./event_type.ts";

/** Something that happened to a tenant. */
export interface WebhookOccurrence {
  tenantId: string;
  type: WebhookEventType;
  /** What is told of it; JSON, 20 KB at most. */
  data: Record<string, unknown>;
}

/**
 * Writes events and their deliveries to every active endpoint that wants them, in the transaction of what caused them: both
 * happen, or neither. They are sent within about a second of the commit. Answers how many deliveries there will be.
 */
export async function enqueueEvents(
  transaction: Transaction,
  clock: Clock,
  occurrences: readonly WebhookOccurrence[],
): Promise<number> {
  if (occurrences.length === 0) return 0;
  const tenantIds = [...new Set(occurrences.map(({ tenantId }) => tenantId))];
  const endpoints = await transaction.webhookEndpoint.findMany({
    where: { tenantId: { in: tenantIds }, active: true, archivedAt: null },
    select: { id: true, tenantId: true, events: true },
  });
  const nowMs = clock.now();
  const nextAttemptAt = new Date(nowMs);
  const events = [];
  const deliveries = [];
  for (const { tenantId, type, data } of occurrences) {
    const wanting = endpoints.filter((endpoint) => endpoint.tenantId === tenantId && endpoint.events.includes(type));
    if (wanting.length === 0) continue;
    const eventId = uuidv7(nowMs);
    events.push({ id: eventId, tenantId, type, payload: eventPayload(type, nowMs, data), createdAt: nextAttemptAt });
    for (const { id: endpointId } of wanting) {
      deliveries.push({ id: uuidv7(nowMs), tenantId, endpointId, eventId, nextAttemptAt, createdAt: nextAttemptAt });
    }
  }
  await transaction.webhookEvent.createMany({ data: events });
  await transaction.webhookDelivery.createMany({ data: deliveries });
  return deliveries.length;
}

/** An event's body, as Standard Webhooks proposes it: what is stored is what is signed and sent. */
export function eventPayload(type: string, nowMs: number, data: Record<string, unknown>): string {
  return JSON.stringify({ type, timestamp: new Date(nowMs).toISOString(), data });
}
