import assert from "node:assert/strict";
import { bodyCapture } from "../../shared/contracts/body_capture.ts";
import { planRoute } from "../../shared/routing/plan_route.ts";
import { BodyGatherer } from "../bodies/gathered_bodies.ts";
import { chatCall } from "../wires/testing/chat_call.ts";
import { test } from "../../testing/test.ts";
import type { ModelRequest } from "./exchange.ts";
import { letGoOfRequest } from "./let_go_of_request.ts";

const target = { type: "target", provider: "a", model: "m" } as const;

function setUp() {
  const call = chatCall({ model: "asked", stream: true });
  const prepared = { state: "ready" as const, url: "", headers: {}, body: call.bodyBytes, droppedFields: [] };
  const facts = { model: "asked", stream: true, usageAsked: false, endUser: null };
  const asked = { body: call.body, bytes: call.bodyBytes, facts, endUser: null, estimatedTokens: 5 } as ModelRequest;
  const plan = planRoute(
    { type: "fallback", children: [target, { ...target, model: "other" }] },
    { model: "asked", stream: true, estimatedTokens: 5, apiKeyId: "", endUser: null, metadata: {}, header: () => null },
    { random: () => 0, salt: "" },
  );
  return { call, prepared, asked, route: { route: null, plan } };
}

test("letGoOfRequest() leaves nothing of the body, and of the route what the record says", () => {
  const { call, prepared, asked, route } = setUp();
  const { first, seen } = route.plan;
  letGoOfRequest({ route, asked, bodies: null }, { call, prepared });
  for (const bytes of [call.bodyBytes, prepared.body, asked.bytes]) assert.equal(bytes.buffer.byteLength, 0);
  for (const body of [call.body, asked.body]) assert.deepEqual(body, {});
  assert.deepEqual([asked.facts.model, asked.estimatedTokens], ["asked", 5]);
  assert.deepEqual([route.plan.first, route.plan.seen], [first, seen]);
  assert.deepEqual([route.plan.next("server_error"), route.plan.reachable()], [null, []]);
});

test("letGoOfRequest() leaves a body that is captured, and not one that is only marked as left out", () => {
  for (const [mark, isKept] of [["captured", true], ["no_log", false]] as const) {
    const { call, prepared, asked, route } = setUp();
    const { body } = asked;
    const bodies = new BodyGatherer(mark, bodyCapture.parse({ enabled: true }), true);
    letGoOfRequest({ route, asked, bodies }, { call, prepared });
    assert.equal(asked.body === body, isKept, mark);
    assert.equal(asked.bytes.length > 0, isKept, mark);
    assert.equal(call.bodyBytes.length, 0);
  }
});
