import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { chunk, completion, DrivenUpstream } from "../testing/driven_upstream.ts";
import { RawClient } from "../testing/raw_client.ts";
import { ServedGateway } from "../testing/served_gateway.ts";

const CHAT = "POST /v1/chat/completions HTTP/1.1";
const JSON_TYPE = "content-type: application/json";

function chatBody(changes: Record<string, unknown> = {}): string {
  return JSON.stringify({ model: "mock/demo", messages: [{ role: "user", content: "hi" }], ...changes });
}

test("gatewayHandler() keeps the connection through every refusal", async () => {
  await using gateway = new ServedGateway({ bodyBytesMax: 10_000 });
  const key = `authorization: Bearer ${gateway.tenant.token.token}`;
  const unknown = `authorization: Bearer ppk_${"a".repeat(12)}_${"b".repeat(43)}`;
  const large = "x".repeat(300_000);
  using client = await RawClient.connect(gateway.port);
  const refused: [head: string, body: string, status: number, code: string][] = [
    [`${CHAT}\r\n${JSON_TYPE}`, chatBody(), 401, "missing_api_key"],
    [`${CHAT}\r\n${JSON_TYPE}\r\n${unknown}`, large, 401, "invalid_api_key"],
    [`${CHAT}\r\n${JSON_TYPE}\r\n${key}`, "{", 400, "invalid_json"],
    [`${CHAT}\r\n${JSON_TYPE}\r\n${key}`, "[]", 400, "invalid_request"],
    [`${CHAT}\r\n${JSON_TYPE}\r\n${key}`, chatBody({ model: "nothing" }), 404, "model_not_found"],
    [`${CHAT}\r\n${JSON_TYPE}\r\n${key}`, large, 413, "body_too_large"],
    [`${CHAT}\r\ncontent-type: text/plain\r\n${key}`, large, 415, "unsupported_media_type"],
    [`POST /v1/nothing HTTP/1.1\r\n${key}`, large, 404, "not_found"],
    [`PUT /v1/chat/completions HTTP/1.1\r\n${key}`, large, 405, "method_not_allowed"],
    [`GET /v1/models HTTP/1.1`, "", 401, "missing_api_key"],
  ];
  for (const [head, body, status, code] of refused) {
    await client.send(head, body);
    const answer = await client.receive();
    assert.deepEqual([answer.status, JSON.parse(answer.body).error.code], [status, code], head);
    assert.notEqual(answer.headers.get("connection"), "close", head);
  }
  await client.write(new TextEncoder().encode(
    `${CHAT}\r\nhost: a\r\n${JSON_TYPE}\r\n${key}\r\ntransfer-encoding: chunked\r\n\r\n` +
      `${`4000\r\n${"x".repeat(0x4000)}\r\n`.repeat(4)}0\r\n\r\n`,
  ));
  assert.equal((await client.receive()).status, 413);
  await client.send(`${CHAT}\r\n${JSON_TYPE}\r\n${key}`, chatBody());
  assert.equal((await client.receive()).status, 200);
});

test("gatewayHandler() takes a body without a declared length", async () => {
  await using gateway = new ServedGateway();
  using client = await RawClient.connect(gateway.port);
  const body = chatBody();
  const pieces = [...body].map((character) => `1\r\n${character}\r\n`).join("");
  await client.write(new TextEncoder().encode(
    `${CHAT}\r\nhost: a\r\n${JSON_TYPE}\r\nauthorization: Bearer ${gateway.tenant.token.token}\r\n` +
      `transfer-encoding: chunked\r\n\r\n${pieces}0\r\n\r\n`,
  ));
  assert.equal((await client.receive()).status, 200);
});

test("gatewayHandler() leaves the provider when the client goes before the answer", async () => {
  for (const stream of [false, true]) {
    const upstream = new DrivenUpstream();
    await using gateway = new ServedGateway({ upstream });
    {
      using client = await RawClient.connect(gateway.port);
      const key = `authorization: Bearer ${gateway.tenant.token.token}`;
      await client.send(`${CHAT}\r\n${JSON_TYPE}\r\n${key}`, chatBody({ stream }));
      await upstream.next();
    }
    await upstream.calls[0]!.aborted;
    await gateway.log.untilFinished();
    assert.deepEqual([gateway.log.only.outcome, gateway.log.only.status], ["cancelled", 499]);
    await eventually(() => gateway.handler.inFlight === 0);
  }
});

test("gatewayHandler() leaves the provider when the client goes in the middle of a stream, even a silent one", async () => {
  const upstream = new DrivenUpstream();
  await using gateway = new ServedGateway({ upstream });
  {
    using client = await RawClient.connect(gateway.port);
    const key = `authorization: Bearer ${gateway.tenant.token.token}`;
    await client.send(`${CHAT}\r\n${JSON_TYPE}\r\n${key}`, chatBody({ stream: true }));
    const call = await upstream.next();
    call.head(200);
    call.event(chunk({ content: "a" }));
    while (!(await client.receiveSome()).includes('"a"'));
  }
  await upstream.calls[0]!.aborted;
  await gateway.log.untilFinished();
  const { outcome, status, tokens } = gateway.log.only;
  assert.deepEqual([outcome, status, tokens.output], ["cancelled", 200, 1]);
  await eventually(() => gateway.handler.inFlight === 0);
});

test("gatewayHandler() ends and records a request whose body never comes whole", async () => {
  await using gateway = new ServedGateway();
  {
    using client = await RawClient.connect(gateway.port);
    const key = `authorization: Bearer ${gateway.tenant.token.token}`;
    await client.write(
      new TextEncoder().encode(`${CHAT}\r\nhost: a\r\n${JSON_TYPE}\r\n${key}\r\ncontent-length: 100\r\n\r\n{`),
    );
    await eventually(() => gateway.handler.inFlight === 1);
  }
  await gateway.log.untilFinished();
  assert.deepEqual([gateway.log.only.outcome, gateway.log.only.errorCode], ["cancelled", "client_closed_request"]);
});

test("draining() turns new requests away while those in flight go on", async () => {
  const upstream = new DrivenUpstream();
  await using gateway = new ServedGateway({ upstream });
  const key = `authorization: Bearer ${gateway.tenant.token.token}`;
  using busy = await RawClient.connect(gateway.port);
  using late = await RawClient.connect(gateway.port);
  await busy.send(`${CHAT}\r\n${JSON_TYPE}\r\n${key}`, chatBody());
  const call = await upstream.next();
  gateway.handler.draining();
  let idle = false;
  const becomesIdle = gateway.handler.idle().then(() => idle = true);
  await late.send("GET /readyz HTTP/1.1");
  const readiness = await late.receive();
  assert.deepEqual([readiness.status, JSON.parse(readiness.body).reasons], [503, ["shutting_down"]]);
  await late.send(`${CHAT}\r\n${JSON_TYPE}\r\n${key}`, chatBody());
  const refused = await late.receive();
  assert.deepEqual([refused.status, JSON.parse(refused.body).error.code], [503, "shutting_down"]);
  assert.deepEqual([refused.headers.get("retry-after"), refused.headers.get("x-should-retry")], ["1", "true"]);
  // Nobody sends on a connection that the end of the process would break.
  assert.equal(refused.headers.get("connection"), "close");
  assert.equal(gateway.handler.turnedAway, 1);
  using another = await RawClient.connect(gateway.port);
  await another.send("GET /livez HTTP/1.1");
  assert.equal((await another.receive()).status, 200);
  assert.equal(idle, false);
  call.answer(200, completion("hi"));
  const answered = await busy.receive();
  assert.deepEqual([answered.status, answered.headers.get("connection")], [200, "close"]);
  await becomesIdle;
  assert.deepEqual(gateway.log.finished.map(({ outcome }) => outcome), ["denied", "completed"]);
});
