import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { GatewayFixture } from "../testing/gateway_fixture.ts";

const decoder = new TextDecoder();

test("a request's bodies are gathered as they went over the wire, whole and streamed, where the project captures", async () => {
  await using gateway = new GatewayFixture({ capture: {} });
  for (const stream of [false, true]) {
    const response = await gateway.chat({ model: "mock/demo", stream });
    const text = await response.text();
    await gateway.log.untilFinished(stream ? 2 : 1);
    const { requestId, request, answer } = gateway.bodies.at(-1)!;
    assert.equal(requestId, response.headers.get("x-request-id"));
    assert.deepEqual(request.body.messages, [{ role: "user", content: "Hello" }]);
    assert.equal(answer!.pieces.map((piece) => decoder.decode(piece)).join(""), text);
    assert.deepEqual([answer!.isStream, answer!.bytes], [stream, text.length]);
    assert.equal(gateway.log.finished.at(-1)!.bodies, "captured");
  }
});

test("a request that says no-log is captured by nobody, and its record says so", async () => {
  await using gateway = new GatewayFixture({ capture: {} });
  const values = { "1": "no_log", "true": "no_log", "": "no_log", "0": "captured", "False": "captured" };
  for (const [value, mark] of Object.entries(values)) {
    await (await gateway.chat({ model: "mock/demo" }, { "x-perpetuo-no-log": value })).text();
    assert.equal(gateway.log.finished.at(-1)!.bodies, mark, value);
  }
  assert.equal(gateway.bodies.length, 2);
});

test("a project that captures nothing has nothing gathered and nothing on record of it", async () => {
  await using gateway = new GatewayFixture();
  await (await gateway.chat({ model: "mock/demo" })).text();
  await using off = new GatewayFixture({ capture: { enabled: false } });
  await (await off.chat({ model: "mock/demo" }, { "x-perpetuo-no-log": "1" })).text();
  for (const { log, bodies } of [gateway, off]) {
    assert.equal("bodies" in log.only, false);
    assert.deepEqual(bodies, []);
  }
});

test("a request that fails has its prompt captured and no answer; one that is not understood has nothing", async () => {
  await using gateway = new GatewayFixture({ capture: {} });
  assert.equal((await gateway.chat({ model: "mock/error-500" })).status, 502);
  assert.equal(gateway.bodies[0]!.answer, null);
  assert.equal((await gateway.chat("no JSON")).status, 400);
  assert.equal(gateway.bodies.length, 1);
  assert.equal("bodies" in gateway.log.finished[1]!, false);
});

test("a stream that its client leaves is captured as far as it came", async () => {
  await using gateway = new GatewayFixture({ capture: {} });
  const response = await gateway.chat({ model: "mock/demo", stream: true });
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  await gateway.log.untilFinished();
  assert.equal(gateway.log.only.outcome, "cancelled");
  const text = gateway.bodies[0]!.answer!.pieces.map((piece) => decoder.decode(piece)).join("");
  assert.ok(text.startsWith(decoder.decode(value!)));
});
