import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { PriceOverride } from "../../shared/contracts/price.ts";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { chunk, completion, DrivenUpstream } from "../testing/driven_upstream.ts";
import { errorOf, GatewayFixture, type GatewayOptions } from "../testing/gateway_fixture.ts";

const credentialId = uuidv7(1);

function target(model: string): RouteNode {
  return { type: "target", provider: "a", model, retries: 0 };
}

/** A gateway whose provider takes as long over an answer as the test says. */
function sceneOf(options: GatewayOptions) {
  const upstream = new DrivenUpstream();
  const clock = new ManualClock();
  const gateway = new GatewayFixture({
    upstream,
    clock,
    providers: [{ name: "a", kind: "openai", credentials: [{ credentialId, weight: 1 }] }],
    secrets: { [credentialId]: "sk-secret" },
    ...options,
  });
  const ask = async (
    body: Record<string, unknown>,
    { afterMs = 0, status = 200 }: { afterMs?: number; status?: number } = {},
  ) => {
    const response = gateway.chat(body);
    const call = await upstream.next();
    await clock.advance(afterMs);
    if (body["stream"] === true) {
      call.head(200);
      for (const event of [chunk({ content: "hi" }), chunk({}, "stop"), "[DONE]"]) call.event(event);
      call.end();
    } else call.answer(status, status === 200 ? completion("hi") : { error: { message: "no" } });
    await (await response).text();
    return call.body.model;
  };
  return { gateway, upstream, clock, ask };
}

test("plan() takes a route's name first, then an alias, then the longest prefix, then provider/model", async () => {
  const { gateway, ask } = sceneOf({
    routes: { chat: target("by-name"), other: target("by-alias"), rest: target("by-prefix") },
    routeOptions: {
      other: { aliases: ["chat", "gpt-4o", "a/gpt-4o"] },
      rest: { aliases: ["gpt-*", "a/gpt-5*"] },
    },
  });
  await using _ = gateway;
  const table: [model: string, asked: string, route: string | null][] = [
    ["chat", "by-name", "chat"],
    ["gpt-4o", "by-alias", "other"],
    ["a/gpt-4o", "by-alias", "other"],
    ["gpt-4o-mini", "by-prefix", "rest"],
    ["a/gpt-5-mini", "by-prefix", "rest"],
    ["a/gpt-4o-mini", "gpt-4o-mini", null],
  ];
  for (const [model, asked, route] of table) {
    assert.equal(await ask({ model }), asked, model);
    const record = gateway.log.finished.at(-1)!;
    assert.deepEqual([record.modelAsked, record.routeName], [model, route]);
  }
  assert.equal((await errorOf(await gateway.chat({ model: "claude" }))).code, "model_not_found");
});

test("plan() reaches an alias where addressing models directly is forbidden", async () => {
  const { gateway, ask } = sceneOf({
    routes: { chat: target("one") },
    routeOptions: { chat: { aliases: ["a/gpt-4o"] } },
    allowDirectModels: false,
  });
  await using _ = gateway;
  assert.equal(await ask({ model: "a/gpt-4o" }), "one");
  assert.equal((await errorOf(await gateway.chat({ model: "a/gpt-5" }))).code, "direct_models_not_allowed");
});

test("plan() gives a `fastest` what was measured: the quickest first, streams and whole answers apart", async () => {
  const points: number[] = [];
  const children = ["slow", "quick", "unmeasured"].map(target);
  const { gateway, clock, ask } = sceneOf({
    routes: { chat: { type: "fastest", children }, slow: target("slow"), quick: target("quick") },
    random: () => points.shift() ?? 0.5,
  });
  await using _ = gateway;
  assert.equal(await ask({ model: "chat" }, { afterMs: 300 }), "slow", "nothing is known: as given");
  assert.equal(await ask({ model: "quick" }, { afterMs: 100 }), "quick");
  assert.equal(await ask({ model: "chat" }), "quick");
  assert.equal(await ask({ model: "chat", stream: true }, { afterMs: 50 }), "slow", "of streams nothing is known yet");
  points.push(0.04);
  assert.equal(await ask({ model: "chat" }, { afterMs: 10 }), "unmeasured", "one in twenty explores");
  assert.equal(await ask({ model: "chat" }, { afterMs: 900 }), "unmeasured");
  assert.equal(await ask({ model: "chat" }), "quick", "it has slowed down");
  await clock.advance(61_000);
  assert.equal(await ask({ model: "chat" }), "slow", "what was measured a minute ago is not known any more");
});

test("plan() gives a `cheapest` the prices of this request, with the tenant's own, and the unpriced last", async () => {
  const override = (model: string, input: number, output: number): PriceOverride => ({
    provider: null,
    model,
    inputPerMillionUsd: input,
    outputPerMillionUsd: output,
    cacheReadPerMillionUsd: null,
    cacheWritePerMillionUsd: null,
    tierMultipliers: {},
  });
  const models = ["nobody-knows", "dear-output", "dear-input", "gpt-4o-mini"];
  const { gateway, upstream, ask } = sceneOf({
    routes: { chat: { type: "cheapest", children: models.map(target) } },
    priceOverrides: [override("dear-output", 0.01, 1), override("dear-input", 1, 0.01)],
  });
  await using _ = gateway;
  const long = [{ role: "user", content: "word ".repeat(20_000) }];
  assert.equal(await ask({ model: "chat", max_tokens: 2_000 }), "dear-input");
  assert.equal(await ask({ model: "chat", messages: long, max_tokens: 1 }), "dear-output");
  const failing = gateway.chat({ model: "chat", max_tokens: 2_000 });
  for (let count = 0; count < 4; count++) (await upstream.next()).answer(500, { error: { message: "no" } });
  assert.equal((await failing).status, 502);
  const order = gateway.log.finished.at(-1)!.attempts.map((one) => one.target.model);
  assert.deepEqual(order, ["dear-input", "gpt-4o-mini", "dear-output", "nobody-knows"]);
});

test("plan() gives a split's share to another child while the chosen one's circuit is open", async () => {
  const { gateway, clock, ask } = sceneOf({
    routes: {
      chat: { type: "split", children: [{ weight: 9, node: target("one") }, { weight: 1, node: target("two") }] },
      one: target("one"),
    },
    random: () => 0.5,
  });
  await using _ = gateway;
  assert.equal(await ask({ model: "chat" }), "one");
  for (let count = 0; count < 9; count++) await ask({ model: "one" }, { status: 500 });
  assert.equal(await ask({ model: "chat" }), "two");
  assert.deepEqual(gateway.log.finished.at(-1)!.routePath[0], { path: "", type: "split", chose: 1 });
  await clock.advance(5_001);
  assert.equal(await ask({ model: "chat" }), "one", "the probe");
  assert.equal(await ask({ model: "chat" }), "one");
});
