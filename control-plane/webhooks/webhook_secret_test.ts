import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { createWebhookSecret, webhookSignature } from "./webhook_secret.ts";

test("webhookSignature() signs as the reference implementations of Standard Webhooks do", () => {
  const message = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestampSeconds: 1_614_265_330, body: '{"test": 2432232314}' };
  const signature = webhookSignature(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], message);
  assert.equal(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

test("webhookSignature() signs with every secret, the newest first", () => {
  const message = { id: "one", timestampSeconds: 1, body: "{}" };
  const secrets = [createWebhookSecret(), createWebhookSecret()];
  const each = secrets.map((secret) => webhookSignature([secret], message));
  assert.equal(webhookSignature(secrets, message), each.join(" "));
  assert.notEqual(each[0], each[1]);
});

test("createWebhookSecret() gives 32 random bytes in base64", () => {
  const secrets = new Set(Array.from({ length: 100 }, createWebhookSecret));
  assert.equal(secrets.size, 100);
  for (const secret of secrets) assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
});
