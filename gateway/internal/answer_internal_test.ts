import assert from "node:assert/strict";
import { hashRevisionDocument } from "../../shared/configuration/revision_hash.ts";
import type { InternalRequest } from "../../shared/contracts/internal_call.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { test } from "../../testing/test.ts";
import { DrivenUpstream } from "../testing/driven_upstream.ts";
import { GatewayFixture, type GatewayOptions } from "../testing/gateway_fixture.ts";

const SECRET = "an internal secret only for tests 01234567";
const MESSAGES = [{ role: "user", content: "Hello" }];

function gatewayOf(options: GatewayOptions = {}): GatewayFixture {
  return new GatewayFixture({ internalSecret: SECRET, ...options });
}

function ask(gateway: GatewayFixture, path: string, body: unknown, authorization = `Bearer ${SECRET}`) {
  const headers = { authorization, "content-type": "application/json" };
  return gateway.handler(gateway.request(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

function asked({ tenant }: GatewayFixture, fields: Partial<InternalRequest> = {}): InternalRequest {
  const { tenantId, projectId } = tenant.entry;
  return {
    tenantId,
    projectId,
    dialect: "openai_chat",
    body: { model: "mock/demo", messages: MESSAGES },
    endUser: "somebody",
    tags: { "perpetuo-source": "playground" },
    replayOf: null,
    revision: null,
    useCache: true,
    ...fields,
  };
}

test("answerInternal() is not there for whoever does not show the secret", async () => {
  await using gateway = gatewayOf();
  await using open = new GatewayFixture();
  const unheard = await (await ask(gateway, "/internal/unheard", {})).json();
  for (const path of ["/internal/requests", "/internal/connection-test"]) {
    for (const authorization of ["none", "Bearer wrong", `Bearer ${gateway.tenant.token.token}`]) {
      const answer = await ask(gateway, path, asked(gateway), authorization);
      assert.equal(answer.status, 404, authorization);
      const { error } = await answer.json();
      assert.equal(error.code, unheard.error.code);
      assert.equal(error.message.replace(path, "/internal/unheard"), unheard.error.message);
    }
    assert.equal((await ask(open, path, asked(open))).status, 404, "without a secret of the gateway's own");
    const got = await gateway.handler(gateway.request(path, { headers: { authorization: `Bearer ${SECRET}` } }));
    assert.equal(got.status, 404, "GET");
  }
  assert.equal(gateway.log.finished.length, 0);
});

test("answerInternal() refuses what does not fit by its place, and never repeats it", async () => {
  await using gateway = gatewayOf();
  for (
    const [body, param] of [
      [{ ...asked(gateway), tenantId: "sk-not-an-id-of-anybody" }, "tenantId"],
      [{ ...asked(gateway), surprise: 1 }, ""],
      [{ ...asked(gateway), tags: { "a=b": "c" } }, "tags.a=b"],
    ] as const
  ) {
    const answer = await ask(gateway, "/internal/requests", body);
    assert.equal(answer.status, 400);
    const text = await answer.text();
    assert.equal(JSON.parse(text).error.param, param);
    assert.doesNotMatch(text, /sk-not-an-id/);
  }
  assert.equal(gateway.handler.inFlight, 0);
});

test("runInternalRequest() answers as the public endpoint does, on record without a key", async () => {
  await using gateway = gatewayOf();
  const replayOf = uuidv7(1);
  const answer = await ask(gateway, "/internal/requests", asked(gateway, { replayOf }));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("x-perpetuo-target"), "mock/demo");
  assert.equal(answer.headers.get("x-perpetuo-internal"), "answered");
  assert.equal((await answer.json()).object, "chat.completion");
  const record = gateway.log.only;
  const { projectId } = gateway.tenant.entry;
  assert.equal(record.id, answer.headers.get("x-request-id"));
  assert.deepEqual(
    [record.apiKeyId, record.endUser, record.tags, record.replayOf, record.outcome],
    [projectId, "somebody", { "perpetuo-source": "playground" }, replayOf, "completed"],
  );
});

test("runInternalRequest() streams, and tells errors in the dialect that was asked in", async () => {
  await using gateway = gatewayOf();
  const body = { model: "mock/demo", max_tokens: 50, messages: MESSAGES };
  const stream = asked(gateway, { dialect: "anthropic_messages", body: { ...body, stream: true } });
  const streamed = await ask(gateway, "/internal/requests", stream);
  assert.equal(streamed.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assert.match(await streamed.text(), /event: message_stop/);
  const wrong = asked(gateway, { dialect: "anthropic_messages", body: { ...body, model: "nowhere/demo" } });
  const refused = await ask(gateway, "/internal/requests", wrong);
  assert.equal(refused.headers.get("x-perpetuo-internal"), "answered");
  assert.deepEqual([refused.status, (await refused.json()).type], [404, "error"]);
});

test("runInternalRequest() is under the project's rules and the tenant's policies, and under no key's", async () => {
  const limits = [{ type: "max_tokens_per_request" as const, max: 200 }];
  await using gateway = gatewayOf({
    allowDirectModels: false,
    routes: { chat: { type: "target", provider: "mock", model: "demo" } },
    policies: [{ limits }],
    keyLimits: [{ type: "allowed_models", models: ["none"] }],
  });
  const direct = await ask(gateway, "/internal/requests", asked(gateway));
  assert.equal((await direct.json()).error.code, "direct_models_not_allowed");
  const dear = asked(gateway, { body: { model: "chat", messages: MESSAGES, max_tokens: 500 } });
  assert.equal((await (await ask(gateway, "/internal/requests", dear)).json()).error.code, "max_tokens_exceeded");
  const good = asked(gateway, { body: { model: "chat", messages: MESSAGES, max_tokens: 5 } });
  const allowed = await ask(gateway, "/internal/requests", good);
  assert.equal(allowed.status, 200, await allowed.text());
  const elsewhere = asked(gateway, { projectId: uuidv7(1) });
  assert.equal((await ask(gateway, "/internal/requests", elsewhere)).status, 503);
});

test("runInternalRequest() takes another revision's routes, and everything else from the present one", async () => {
  await using gateway = gatewayOf({ routes: { chat: { type: "target", provider: "mock", model: "error-500" } } });
  const present = gateway.tenant.current!.revision;
  const { hash: _hash, ...content } = structuredClone(present);
  const past = {
    ...content,
    number: 3,
    providers: [],
    routes: [{ ...content.routes[0]!, tree: { type: "target", provider: "mock", model: "past" } }],
  };
  const revision = { ...past, hash: hashRevisionDocument(past) } as InternalRequest["revision"];
  const body = { model: "chat", messages: MESSAGES };
  const answer = await ask(gateway, "/internal/requests", asked(gateway, { body, revision }));
  assert.deepEqual([answer.status, answer.headers.get("x-perpetuo-target")], [200, "mock/past"]);
  assert.equal(gateway.log.only.revision?.number, 3);
  const forged = { ...revision, number: 4, routes: [] };
  const refused = await ask(gateway, "/internal/requests", asked(gateway, { body, revision: forged }));
  assert.match((await refused.json()).error.message, /the hash/);
});

test("runInternalRequest() leaves the provider when the control plane goes away", async () => {
  const upstream = new DrivenUpstream();
  await using gateway = gatewayOf({
    upstream,
    providers: [{ name: "openai", kind: "openai", credentials: [{ credentialId: ID, weight: 1 }] }],
    secrets: { [ID]: "sk-provider" },
  });
  const leaving = new AbortController();
  const body = { model: "openai/gpt-4o", messages: MESSAGES };
  const request = gateway.request("/internal/requests", {
    method: "POST",
    headers: { authorization: `Bearer ${SECRET}`, "content-type": "application/json" },
    body: JSON.stringify(asked(gateway, { body })),
    signal: leaving.signal,
  });
  const answered = gateway.handler(request);
  const call = await upstream.next();
  leaving.abort();
  await call.aborted;
  await answered;
  assert.equal(gateway.log.only.outcome, "cancelled");
  assert.equal(gateway.handler.inFlight, 0);
});

const ID = uuidv7(1);

test("a public request is not told by what internal ones bring", async () => {
  await using gateway = gatewayOf();
  await (await gateway.chat({ model: "mock/demo" }, { "x-perpetuo-tags": "a=b" })).body?.cancel();
  assert.deepEqual([gateway.log.only.replayOf, gateway.log.only.tags], [null, { a: "b" }]);
  assert.equal(gateway.log.only.apiKeyId, gateway.tenant.entry.apiKeyId);
});
