import assert from "node:assert/strict";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import type { ConnectionTestRequest, InternalRequest } from "../../shared/contracts/internal_call.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { UnavailableError } from "../api_error.ts";
import { HttpGatewayCalls } from "./http_gateway_calls.ts";

const SECRET = "an internal secret only for tests 01234567";
const TEST: ConnectionTestRequest = {
  tenantId: uuidv7(1),
  provider: { kind: "mock", baseUrl: null, settings: null },
  credential: null,
  model: null,
};
const REQUEST: InternalRequest = {
  tenantId: uuidv7(1),
  projectId: uuidv7(1),
  dialect: "openai_chat",
  body: {},
  endUser: null,
  tags: {},
  replayOf: null,
  revision: null,
  useCache: true,
};
const OUTCOME = {
  ok: true,
  latencyMs: 1,
  status: 200,
  errorClass: null,
  message: null,
  modelsFound: null,
  keyProved: false,
};

function calls(answer: typeof fetch, options: { secret?: string | null; clock?: ManualClock } = {}) {
  const { secret = SECRET, clock = new ManualClock() } = options;
  return new HttpGatewayCalls({ fetch: answer, url: "http://gateway.test", secret, clock, logger: new MemoryLogger() });
}

const unavailable = (error: unknown) => error instanceof UnavailableError && !error.message.includes(SECRET);

test("testConnection() asks with the secret, and reads the outcome", async () => {
  const asked: [string, RequestInit | undefined][] = [];
  const gateways = calls((url, init) => {
    asked.push([String(url), init]);
    return Promise.resolve(Response.json(OUTCOME));
  });
  assert.deepEqual(await gateways.testConnection(TEST), OUTCOME);
  const [[url, init]] = asked as [[string, RequestInit]];
  assert.equal(url, "http://gateway.test/internal/connection-test");
  assert.equal(new Headers(init.headers).get("authorization"), `Bearer ${SECRET}`);
  assert.equal(init.redirect, "manual");
});

test("testConnection() is UnavailableError for everything but an outcome", async () => {
  const answers: (typeof fetch)[] = [
    () => Promise.reject(new TypeError("connection refused")),
    () => Promise.resolve(new Response("no such thing", { status: 404 })),
    () => Promise.resolve(new Response("<html>")),
    () => Promise.resolve(Response.json({ ...OUTCOME, surprise: 1 })),
    () => Promise.resolve(new Response("x".repeat(2_000_000))),
    () => Promise.resolve(new Response(null, { status: 302, headers: { location: "http://elsewhere.test" } })),
  ];
  for (const answer of answers) await assert.rejects(calls(answer).testConnection(TEST), unavailable);
  await assert.rejects(calls(() => assert.fail(), { secret: null }).testConnection(TEST), /INTERNAL_SECRET is not set/);
});

test("testConnection() gives up a gateway that does not answer within 15 seconds", async () => {
  const clock = new ManualClock();
  const never: typeof fetch = (_url, init) =>
    new Promise((_resolve, reject) => init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason)));
  const running = calls(never, { clock }).testConnection(TEST);
  const rejected = assert.rejects(running, unavailable);
  await clock.advance(15_000);
  await rejected;
});

test("send() gives the answer as it comes, and tells a gateway's own refusal from a request's", async () => {
  const signal = new AbortController().signal;
  const answered = new Response("data: 1\n\n", { status: 404, headers: { "x-perpetuo-internal": "answered" } });
  assert.equal(await (await calls(() => Promise.resolve(answered)).send(REQUEST, signal)).text(), "data: 1\n\n");
  const refused = new Response("{}", { status: 404, headers: { "x-request-id": uuidv7(1) } });
  await assert.rejects(calls(() => Promise.resolve(refused)).send(REQUEST, signal), unavailable);
});

test("send() rejects with the caller's reason when the caller has gone", async () => {
  const leaving = new AbortController();
  leaving.abort(new Error("gone"));
  await assert.rejects(calls(() => Promise.reject(leaving.signal.reason)).send(REQUEST, leaving.signal), /gone/);
});
