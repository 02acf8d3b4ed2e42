import assert from "node:assert/strict";
import type { LookupAddress } from "node:dns";
import { type AddressPolicy, privateAddressesSchema } from "../../shared/network/address_policy.ts";
import type { SystemLookup } from "../../shared/network/guarded_lookup.ts";
import { test } from "../../testing/test.ts";
import { guardedPost } from "./guarded_post.ts";
import { startWebhookReceiver } from "./testing/webhook_receiver.ts";

const HERE: LookupAddress[] = [{ address: "127.0.0.1", family: 4 }];
const request = () => ({
  headers: { "content-type": "application/json" },
  body: "{}",
  signal: new AbortController().signal,
});

test("guardedPost() connects to nothing that a name leads to and the policy refuses", async () => {
  await using receiver = startWebhookReceiver();
  const post = guardedPost(privateAddressesSchema.parse("deny"), (_name, _options, done) => done(null, HERE));
  const { port } = new URL(receiver.url);
  await assert.rejects(post(`http://rebind.example:${port}/`, request()), /PRIVATE_ADDRESSES/);
  await assert.rejects(post(`https://rebind.example:${port}/`, request()), /PRIVATE_ADDRESSES/);
  assert.equal(receiver.received.length, 0);
});

test("guardedPost() connects to the address that was judged, however the name's answer changes", async () => {
  await using receiver = startWebhookReceiver();
  let asked = 0;
  const rebinding: SystemLookup = (_name, _options, done) => {
    asked++;
    done(null, asked === 1 ? HERE : [{ address: "10.255.255.1", family: 4 }]);
  };
  const judged: string[] = [];
  const policy: AddressPolicy = {
    allowsHost: () => true,
    allowsAddress: (_name, address) => judged.push(address) > 0 && address === "127.0.0.1",
  };
  const { port } = new URL(receiver.url);
  const answer = await guardedPost(policy, rebinding)(`http://rebind.example:${port}/hooks`, request());
  assert.equal(answer.status, 204);
  assert.deepEqual({ asked, judged }, { asked: 1, judged: ["127.0.0.1"] });
  assert.equal(receiver.received[0]!.headers.get("host"), `rebind.example:${port}`);
});
