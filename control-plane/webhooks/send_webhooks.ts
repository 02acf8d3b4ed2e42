import type { WebhookDelivery } from "../../prisma/generated/client/client.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import { sendToEndpoint } from "./attempt_delivery.ts";
import { eventPayload } from "./enqueue_event.ts";
import { TEST_EVENT_TYPE } from "./event_type.ts";
import type { WebhookAttempt } from "./webhook_sender.ts";
import { findEndpoint } from "./webhook_service.ts";

/** What came of a test. */
export type WebhookTest = WebhookAttempt & { eventId: string };

/** Sends a signed test event now and once, also to an endpoint that is not active, and tells what came of it. */
export async function testWebhook(call: Call, input: { id: string }): Promise<WebhookTest> {
  const { actor, object: endpoint } = await findEndpoint(call, "webhook.test", input.id);
  if (endpoint.archivedAt !== null) throw new ConflictError("The endpoint is archived.");
  const { db, clock, vault, webhookSender, logger } = call.dependencies;
  const eventId = uuidv7(clock.now());
  const body = eventPayload(TEST_EVENT_TYPE, clock.now(), { endpointId: endpoint.id });
  // Before it is sent: what left the house must be on the trail.
  await db.$transaction((tx) =>
    recordAudit(tx, { ...call, actor }, {
      action: "webhook.test",
      tenantId: endpoint.tenantId,
      target: { kind: "WebhookEndpoint", id: endpoint.id },
      after: { eventId },
    })
  );
  const attempt = await sendToEndpoint(
    { vault, clock, logger, sender: webhookSender },
    { endpoint, eventId, body },
  );
  return { ...attempt, eventId };
}

/** Sends an event to its endpoint once more, with attempts anew, whatever came of it before. It keeps its id. */
export async function redeliverWebhook(call: Call, input: { id: string }): Promise<WebhookDelivery> {
  const { db, clock } = call.dependencies;
  const { actor, object: delivery } = await authorizeObject(
    call,
    "webhook.redeliver",
    () => db.webhookDelivery.findUnique({ where: { id: input.id } }),
  );
  return await db.$transaction(async (tx) => {
    // Of a pending one the attempt that may be under way is disowned.
    const { count } = await tx.webhookDelivery.updateMany({
      where: { id: delivery.id, endpoint: { archivedAt: null } },
      data: { state: "PENDING", attempts: 0, nextAttemptAt: new Date(clock.now()), finishedAt: null },
    });
    if (count === 0) throw new ConflictError("The endpoint is archived.");
    await recordAudit(tx, { ...call, actor }, {
      action: "webhook.redeliver",
      tenantId: delivery.tenantId,
      target: { kind: "WebhookDelivery", id: delivery.id },
      before: { state: delivery.state, attempts: delivery.attempts },
    });
    return await tx.webhookDelivery.findUniqueOrThrow({ where: { id: delivery.id } });
  });
}
