import assert from "node:assert/strict";
import { ANY_ADDRESS, privateAddressesSchema } from "../../shared/network/address_policy.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { guardedPost } from "./guarded_post.ts";
import { isSignedWith, startWebhookReceiver } from "./testing/webhook_receiver.ts";
import { createWebhookSecret } from "./webhook_secret.ts";
import { WebhookSender } from "./webhook_sender.ts";

const secrets = [createWebhookSecret(), createWebhookSecret()];
const message = { eventId: "019a0000-0000-7000-8000-000000000001", body: '{"type":"webhook.test"}', secrets };

test("WebhookSender.send() posts the body as it is, signed by every secret with the time of the attempt", async () => {
  await using receiver = startWebhookReceiver();
  const clock = new ManualClock();
  const attempt = await senderWith({ clock }).send({ ...message, url: `${receiver.url}/hooks?team=a` });
  assert.deepEqual(attempt, { delivered: true, status: 204, durationMs: 0 });
  const [got] = receiver.received;
  assert.equal(got!.body, message.body);
  assert.equal(got!.headers.get("content-type"), "application/json");
  assert.equal(got!.headers.get("webhook-id"), message.eventId);
  assert.equal(got!.headers.get("webhook-timestamp"), String(clock.now() / 1_000));
  for (const secret of secrets) assert.ok(isSignedWith(secret, got!));
  assert.ok(!isSignedWith(createWebhookSecret(), got!));
});

test("WebhookSender.send() follows no redirect, and tells statuses and when to come back", async () => {
  await using receiver = startWebhookReceiver();
  const url = `${receiver.url}/hooks`;
  const cases: [Response, object][] = [
    [new Response(null, { status: 200 }), { delivered: true, status: 200 }],
    [
      new Response(null, { status: 307, headers: { location: `${receiver.url}/elsewhere` } }),
      { delivered: false, status: 307, failure: "redirected", retryAfterMs: null },
    ],
    [new Response("no", { status: 500 }), { delivered: false, status: 500, failure: "refused", retryAfterMs: null }],
    [
      new Response(null, { status: 429, headers: { "retry-after": "120" } }),
      { delivered: false, status: 429, failure: "refused", retryAfterMs: 120_000 },
    ],
    [
      new Response(null, { status: 503, headers: { "retry-after": "999999999" } }),
      { delivered: false, status: 503, failure: "refused", retryAfterMs: 86_400_000 },
    ],
  ];
  for (const [response, expected] of cases) {
    receiver.answer = () => response;
    const { durationMs, ...attempt } = await senderWith({}).send({ ...message, url });
    assert.deepEqual(attempt, expected);
    assert.ok(durationMs >= 0);
  }
  assert.ok(receiver.received.every(({ path }) => path === "/hooks"));
});

test("WebhookSender.send() gives up after ten seconds", async () => {
  await using receiver = startWebhookReceiver();
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  receiver.answer = () => {
    asked.resolve();
    return answer.promise;
  };
  const clock = new ManualClock();
  const sent = senderWith({ clock }).send({ ...message, url: receiver.url });
  await asked.promise;
  await clock.advance(10_000);
  assert.deepEqual(await sent, {
    delivered: false,
    status: null,
    failure: "timeout",
    durationMs: 10_000,
    retryAfterMs: null,
  });
  answer.resolve(new Response());
});

test("WebhookSender.send() does not read an answer that never ends", async () => {
  await using receiver = startWebhookReceiver();
  const ended = Promise.withResolvers<void>();
  receiver.answer = () =>
    new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
        cancel: () => ended.resolve(),
      }),
    );
  assert.equal((await senderWith({}).send({ ...message, url: receiver.url })).delivered, true);
  await ended.promise;
});

test("WebhookSender.send() tells what it cannot reach, and what it may not", async () => {
  const unreachable = await senderWith({}).send({ ...message, url: "http://127.0.0.1:1/" });
  assert.equal(unreachable.delivered || unreachable.failure, "unreachable");
  let asked = 0;
  const sender = new WebhookSender({
    post: () => Promise.reject(new Error(`asked ${++asked} times`)),
    clock: systemClock,
    addressPolicy: privateAddressesSchema.parse("loopback,private"),
  });
  const refused = await sender.send({ ...message, url: "http://169.254.169.254/latest" });
  assert.deepEqual(refused, {
    delivered: false,
    failure: "address_refused",
    status: null,
    durationMs: 0,
    retryAfterMs: null,
  });
  assert.equal(asked, 0);
});

function senderWith({ clock = systemClock }: { clock?: typeof systemClock }): WebhookSender {
  return new WebhookSender({ post: guardedPost(ANY_ADDRESS), clock, addressPolicy: ANY_ADDRESS });
}
