import assert from "node:assert/strict";
import type { ConnectionTestOutcome, ConnectionTestRequest } from "../../shared/contracts/internal_call.ts";
import { credentialContext } from "../../shared/contracts/credential.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { LocalKms } from "../../shared/vault/local_kms.ts";
import { sealedToJson } from "../../shared/vault/sealed_json.ts";
import { Vault } from "../../shared/vault/vault.ts";
import { test } from "../../testing/test.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { completion, type DrivenCall, DrivenUpstream } from "../testing/driven_upstream.ts";
import { GatewayFixture, type GatewayOptions } from "../testing/gateway_fixture.ts";

const SECRET = "an internal secret only for tests 01234567";
const KEY = "key-of-the-provider-0123456789";
const vault = new Vault(LocalKms.parse(`k1:${btoa("0123456789abcdef0123456789abcdef")}`));
const tenantId = uuidv7(1);

async function request(
  provider: Partial<ConnectionTestRequest["provider"]>,
  { model = null, apiKey = KEY, of = tenantId }: { model?: string | null; apiKey?: string | null; of?: string } = {},
): Promise<ConnectionTestRequest> {
  const credentialId = uuidv7(1);
  const sealed = apiKey === null ? null : await vault.seal(apiKey, credentialContext(of, credentialId));
  const common = { credentialId, tenantId, version: 1, state: "active" as const };
  return {
    tenantId,
    provider: { kind: "openai", baseUrl: null, settings: null, ...provider },
    credential: sealed && { ...common, ...sealedToJson(sealed) },
    model,
  };
}

function gatewayOf(upstream: DrivenUpstream, options: GatewayOptions = {}): GatewayFixture {
  return new GatewayFixture({ internalSecret: SECRET, upstream, vault, ...options });
}

async function run(gateway: GatewayFixture, body: unknown): Promise<ConnectionTestOutcome> {
  const headers = { authorization: `Bearer ${SECRET}`, "content-type": "application/json" };
  const path = "/internal/connection-test";
  const answer = await gateway.handler(gateway.request(path, { method: "POST", headers, body: JSON.stringify(body) }));
  assert.equal(answer.status, 200);
  return await answer.json();
}

/** Runs a test against a provider that answers as told. */
async function outcome(asked: ConnectionTestRequest, answer: (call: DrivenCall) => void) {
  const upstream = new DrivenUpstream();
  await using gateway = gatewayOf(upstream);
  const running = run(gateway, asked);
  const call = await upstream.next();
  answer(call);
  const told = await running;
  assert.equal(gateway.log.finished.length, 0, "nothing is on record");
  assert.equal(gateway.handler.inFlight, 0);
  return { told, request: call.request };
}

test("testConnection() lists the models of each kind at its own place, with its own headers", async () => {
  const data = { data: [{ id: "one" }, { id: "two" }] };
  const table: [Partial<ConnectionTestRequest["provider"]>, unknown, string, Record<string, string>][] = [
    [{}, data, "https://api.openai.com/v1/models", { authorization: `Bearer ${KEY}` }],
    [
      { settings: { organization: "org-1", project: "proj_1", region: "eu", headers: { "x-team": "a b" } } },
      data,
      "https://eu.api.openai.com/v1/models",
      { "openai-organization": "org-1", "openai-project": "proj_1", "x-team": "a b", authorization: `Bearer ${KEY}` },
    ],
    [{ kind: "anthropic" }, data, "https://api.anthropic.com/v1/models?limit=1000", { "x-api-key": KEY }],
    [
      { kind: "gemini" },
      { models: [{ name: "models/one" }, { name: "models/two" }] },
      "https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000",
      { "x-goog-api-key": KEY },
    ],
    [
      { kind: "azure_openai", baseUrl: "https://a.example.com/openai/v1" },
      data,
      "https://a.example.com/openai/v1/models",
      { "api-key": KEY },
    ],
    [{ kind: "openai_compatible", baseUrl: "http://10.0.0.7:8000/v1" }, data, "http://10.0.0.7:8000/v1/models", {}],
  ];
  for (const [provider, answer, url, headers] of table) {
    const { told, request: sent } = await outcome(await request(provider), (call) => call.answer(200, answer));
    assert.deepEqual([sent.method, sent.url, sent.body], ["GET", url, null]);
    for (const [name, value] of Object.entries(headers)) assert.equal(sent.headers[name], value, name);
    const { latencyMs, ...rest } = told;
    assert.ok(latencyMs >= 0);
    const good = { ok: true, status: 200, errorClass: null, message: null, keyProved: true };
    assert.deepEqual(rest, { ...good, modelsFound: ["one", "two"] }, url);
  }
});

test("testConnection() asks a named model for a few tokens, in the provider's own words", async () => {
  const { told, request: sent } = await outcome(
    await request({}, { model: "gpt-5.1" }),
    (call) => call.answer(200, completion("OK")),
  );
  const body = JSON.parse(new TextDecoder().decode(sent.body!));
  assert.deepEqual([sent.url, body.model], ["https://api.openai.com/v1/chat/completions", "gpt-5.1"]);
  assert.equal(body.max_completion_tokens, 16);
  assert.deepEqual([told.ok, told.modelsFound, told.keyProved], [true, null, true]);
});

test("testConnection() tells what went wrong in the terms of routes, and never the key", async () => {
  const error = (message: string) => ({ error: { message, type: "invalid_request_error", code: "invalid_api_key" } });
  const cases: [(call: DrivenCall) => void, Partial<ConnectionTestOutcome>][] = [
    [(call) => call.answer(401, error(`Incorrect API key: ${KEY}`)), { status: 401, errorClass: "authentication" }],
    [(call) => call.answer(429, error("Slow down")), { status: 429, errorClass: "rate_limited" }],
    [(call) => call.answer(404, error("No such path")), { status: 404, errorClass: "not_found" }],
    [(call) => call.answer(500, error("Oh")), { status: 500, errorClass: "server_error" }],
    [(call) => call.answer(200, { hello: "world" }), { status: 200, errorClass: "malformed" }],
    [(call) => (call.head(200), call.data("<html>"), call.end()), { status: 200, errorClass: "malformed" }],
    [
      (call) => call.error({ errorClass: "connection", detail: "api.openai.com: refused" }),
      { status: null, errorClass: "connection", message: "api.openai.com: refused" },
    ],
  ];
  for (const [answer, expected] of cases) {
    const { told } = await outcome(await request({}), answer);
    const names = Object.keys(expected) as (keyof ConnectionTestOutcome)[];
    assert.deepEqual(Object.fromEntries(names.map((name) => [name, told[name]])), expected);
    assert.deepEqual([told.ok, told.keyProved, told.modelsFound], [false, false, null]);
    assert.ok(told.message!.length > 0 && !JSON.stringify(told).includes(KEY), told.message!);
  }
});

test("testConnection() proves no key by a list that everyone is shown", async () => {
  const provider = { kind: "openai_compatible" as const, baseUrl: "https://openrouter.ai/api/v1" };
  const listed = await request({ ...provider, settings: { preset: "openrouter" } });
  const { told } = await outcome(listed, (call) => call.answer(200, { data: [{ id: "one" }] }));
  assert.deepEqual([told.ok, told.keyProved], [true, false]);
});

test("testConnection() sends nothing where there is nothing to send", async () => {
  const upstream = new DrivenUpstream();
  await using gateway = gatewayOf(upstream);
  const region = { region: "europe-west4", vertexProject: "my-project" };
  for (
    const [asked, errorClass, message] of [
      [await request({}, { apiKey: null }), "authentication", /needs a key/],
      [await request({}, { of: uuidv7(2) }), "authentication", /decrypted/],
      [await request({ kind: "bedrock" }), "not_found", /not available/],
      [await request({ kind: "gemini", settings: region }), "invalid_request", /name a model/],
    ] as const
  ) {
    const told = await run(gateway, asked);
    assert.deepEqual([told.ok, told.errorClass, told.status], [false, errorClass, null]);
    assert.match(told.message!, message);
  }
  assert.equal(upstream.calls.length, 0);
});

test("testConnection() tries the mock, and gives up a provider that does not answer within ten seconds", async () => {
  await using mocked = new GatewayFixture({ internalSecret: SECRET, vault });
  const asked = await request({ kind: "mock" }, { apiKey: null });
  const told = await run(mocked, asked);
  assert.deepEqual([told.ok, told.status, told.keyProved], [true, 200, false]);
  const clock = new ManualClock();
  const upstream = new DrivenUpstream();
  await using gateway = gatewayOf(upstream, { clock });
  const running = run(gateway, await request({}));
  const call = await upstream.next();
  await clock.advance(10_100);
  await call.aborted;
  const late = await running;
  assert.deepEqual([late.ok, late.errorClass, late.message], [false, "timeout", "no answer within 10 s"]);
});
