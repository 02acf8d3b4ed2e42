import assert from "node:assert/strict";
import { LocalKms } from "../../../shared/vault/local_kms.ts";
import { uuidv7 } from "../../../shared/identifiers/uuid.ts";
import { ManualClock } from "../../../shared/time/manual_clock.ts";
import { Vault } from "../../../shared/vault/vault.ts";
import { MASTER_KEYS } from "../../testing/test_control_plane.ts";
import { eventually } from "../../../testing/eventually.ts";
import { recorderFixture } from "../../recorder/testing/recorder_fixture.ts";
import type { DeliveryDependencies } from "../attempt_delivery.ts";
import { enqueueEvents } from "../enqueue_event.ts";
import { createWebhookSecret, webhookSecretContext } from "../webhook_secret.ts";
import type { WebhookAttempt, WebhookMessage } from "../webhook_sender.ts";
import { startWebhookWorker } from "../webhook_worker.ts";

export const DELIVERED: WebhookAttempt = { delivered: true, status: 204, durationMs: 5 };

/** An attempt that failed with this status. */
export function refused(status: number, retryAfterMs: number | null = null): WebhookAttempt {
  return { delivered: false, failure: "refused", status, durationMs: 5, retryAfterMs };
}

/** An empty database with a tenant, a clock that stands still, and workers whose sender answers as it is told. */
export async function webhookWorld() {
  const undo = new AsyncDisposableStack();
  const { db, logger } = undo.use(await recorderFixture());
  const clock = new ManualClock();
  const vault = new Vault(LocalKms.parse(MASTER_KEYS));
  const tenant = await db.tenant.create({ data: { name: "Acme", slug: "acme" } });
  const sent: WebhookMessage[] = [];
  const world = {
    db,
    logger,
    clock,
    vault,
    tenantId: tenant.id,
    sent,
    /** What attempts come to. Default delivered. */
    answer: (_message: WebhookMessage): WebhookAttempt | Promise<WebhookAttempt> => DELIVERED,
    dependencies: null as unknown as DeliveryDependencies,
    /** Makes an endpoint and gives its id and secret. */
    async endpoint(fields: { active?: boolean; events?: string[]; url?: string; tenantId?: string } = {}) {
      const id = uuidv7(clock.now());
      const tenantId = fields.tenantId ?? tenant.id;
      const secret = createWebhookSecret();
      const sealed = await vault.seal(secret, webhookSecretContext(tenantId, id));
      const data = { url: `http://receiver.test/${id}`, events: ["budget.threshold_reached"], ...fields };
      await db.webhookEndpoint.create({ data: { id, ...data, tenantId, ...sealed } });
      return { id, secret };
    },
    /** Something happens that is told. */
    occur: (tenantId = tenant.id) =>
      db.$transaction((transaction) =>
        enqueueEvents(transaction, clock, [{ tenantId, type: "budget.threshold_reached", data: { share: 50 } }])
      ),
    /** A control plane's worker, which ends with the test. */
    worker() {
      const worker = startWebhookWorker(world.dependencies);
      undo.defer(() => worker.stop());
      return worker;
    },
    /** Lets seconds pass until the condition holds: but not while the worker asks the database. */
    timePasses: (condition: () => boolean | Promise<boolean>) =>
      eventually(async () => {
        if (await condition()) return true;
        if (clock.pending > 0) await clock.advance(1_000);
        return false;
      }),
    /** The only delivery there is. */
    async delivery() {
      const deliveries = await db.webhookDelivery.findMany();
      assert.equal(deliveries.length, 1);
      return deliveries[0]!;
    },
    [Symbol.asyncDispose]: () => undo.disposeAsync(),
  };
  const sender = {
    send: async (message: WebhookMessage) => {
      sent.push(message);
      return await world.answer(message);
    },
  } as DeliveryDependencies["sender"];
  world.dependencies = { db, clock, logger, vault, sender, random: () => 0.25 };
  return world;
}
