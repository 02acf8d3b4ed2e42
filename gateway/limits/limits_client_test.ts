import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI, { BadRequestError, PermissionDeniedError, RateLimitError } from "openai";
import { test } from "../../testing/test.ts";
import type { Limit } from "../../shared/contracts/policy.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ServedGateway } from "../testing/served_gateway.ts";
import type { PolicyFixture } from "../testing/tenant_fixture.ts";

const messages = [{ role: "user" as const, content: "Say hello" }];
const policyId = uuidv7(1);

function policy(limit: Limit, changes: Partial<PolicyFixture> = {}): PolicyFixture {
  return { id: policyId, name: "Team blue", limits: [limit], ...changes };
}

function openai(gateway: ServedGateway) {
  const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.tenant.token.token, maxRetries: 0 });
  return (changes: { model?: string; max_tokens?: number; user?: string } = {}) =>
    client.chat.completions.create({ model: "mock/demo", messages, ...changes }).withResponse();
}

function anthropic(gateway: ServedGateway) {
  const client = new Anthropic({ baseURL: gateway.url, apiKey: gateway.tenant.token.token, maxRetries: 0 });
  return () => client.messages.create({ model: "mock/demo", max_tokens: 20, messages }).withResponse();
}

interface Refusal {
  name: string;
  limit: Limit;
  /** Requests that pass before. */
  passing: number;
  status: number;
  code: string;
  openai: new (...args: never[]) => Error;
  message: RegExp;
  retry: boolean;
}

const refusals: Refusal[] = [
  {
    name: "requests_per_minute",
    limit: { type: "requests_per_minute", max: 2 },
    passing: 2,
    status: 429,
    code: "requests_limit_exceeded",
    openai: RateLimitError,
    message: /Policy 'Team blue' allows 2 requests a minute. Try again in \d+ s\./,
    retry: true,
  },
  {
    name: "tokens_per_minute",
    limit: { type: "tokens_per_minute", max: 10 },
    passing: 0,
    status: 429,
    code: "tokens_limit_exceeded",
    openai: RateLimitError,
    message: /Policy 'Team blue' allows 10 tokens a minute/,
    retry: true,
  },
  {
    name: "concurrent_requests",
    limit: { type: "concurrent_requests", max: 0 },
    passing: 0,
    status: 429,
    code: "concurrency_limit_exceeded",
    openai: RateLimitError,
    message: /Policy 'Team blue' allows 0 requests at a time/,
    retry: true,
  },
  {
    name: "spend_month",
    limit: { type: "spend", period: "month", maxNanoUsd: 1 },
    passing: 0,
    status: 429,
    code: "budget_exceeded",
    openai: RateLimitError,
    message: /The budget of policy 'Team blue' is spent until \d{4}-\d\d-01T00:00:00\+0[12]:00\./,
    retry: false,
  },
  {
    name: "max_tokens_per_request",
    limit: { type: "max_tokens_per_request", max: 10 },
    passing: 0,
    status: 400,
    code: "max_tokens_exceeded",
    openai: BadRequestError,
    message: /Policy 'Team blue' allows 10 tokens a request/,
    retry: false,
  },
  {
    name: "allowed_models",
    limit: { type: "allowed_models", models: ["mock/other"] },
    passing: 0,
    status: 403,
    code: "model_not_allowed",
    openai: PermissionDeniedError,
    message: /Policy 'Team blue' does not allow the model 'mock\/demo'/,
    retry: false,
  },
  {
    name: "allowed_providers",
    limit: { type: "allowed_providers", providers: ["elsewhere"] },
    passing: 0,
    status: 403,
    code: "provider_not_allowed",
    openai: PermissionDeniedError,
    message: /Policy 'Team blue' does not allow the provider 'mock'/,
    retry: false,
  },
];

for (const { name, limit, passing, status, code, openai: Expected, message, retry } of refusals) {
  test(`the official openai client is refused by ${name}, and told which policy and limit it was`, async () => {
    await using gateway = new ServedGateway({ policies: [policy(limit)] });
    const ask = openai(gateway);
    for (let count = 0; count < passing; count++) await ask();
    await assert.rejects(ask(), (error: InstanceType<typeof OpenAI.APIError>) => {
      assert.ok(error instanceof Expected);
      assert.deepEqual([error.status, error.code], [status, code]);
      assert.match(error.message, message);
      assert.equal(error.headers!.get("x-perpetuo-policy"), policyId);
      assert.equal(error.headers!.get("x-perpetuo-limit"), name);
      assert.equal(error.headers!.get("x-should-retry"), String(retry));
      assert.equal(Number(error.headers!.get("retry-after")) >= 1, status === 429);
      return true;
    });
    const record = gateway.log.finished.at(-1)!;
    assert.deepEqual([record.outcome, record.status, record.errorCode], ["denied", status, code]);
    assert.deepEqual(record.policyVerdicts.map(({ policyId, limit, verdict }) => [policyId, limit, verdict]), [
      [policyId, name, "denied"],
    ]);
    assert.deepEqual([record.charges, record.ledgerEpoch, gateway.limiter.health.open], [[], null, 0]);
    assert.equal(gateway.log.begun.length, passing, "nothing was dispatched for it");
  });

  test(`the official Anthropic client is refused by ${name} in its own words`, async () => {
    await using gateway = new ServedGateway({ policies: [policy(limit)] });
    const ask = anthropic(gateway);
    for (let count = 0; count < passing; count++) await ask();
    const types: Record<number, string> = { 429: "rate_limit_error", 403: "permission_error" };
    await assert.rejects(ask(), (error: InstanceType<typeof Anthropic.APIError>) => {
      assert.equal(error.status, status);
      assert.equal(error instanceof Anthropic.RateLimitError, status === 429);
      assert.equal(error.type, types[status] ?? "invalid_request_error");
      assert.match(error.message, message);
      assert.equal(error.headers!.get("x-perpetuo-limit"), name);
      return true;
    });
  });

  test(`a policy that observes ${name} lets the request pass and records that it would not have`, async () => {
    await using gateway = new ServedGateway({ policies: [policy(limit, { action: "observe" })] });
    const ask = openai(gateway);
    for (let count = 0; count <= passing; count++) {
      const { response } = await ask();
      assert.deepEqual([...response.headers.keys()].filter((header) => header.startsWith("x-ratelimit")), []);
    }
    const record = gateway.log.finished.at(-1)!;
    assert.deepEqual([record.outcome, record.policyVerdicts[0]!.verdict], ["completed", "observed"]);
  });
}

test("answers tell what is left of the limits of a minute, in the words of the client's API", async () => {
  const limits: Limit[] = [{ type: "requests_per_minute", max: 5 }, { type: "tokens_per_minute", max: 50_000 }];
  await using gateway = new ServedGateway({
    policies: [{ limits }, { limits: [{ ...limits[0]!, max: 100 } as Limit] }],
  });
  const { response, data } = await openai(gateway)({ max_tokens: 30 });
  const header = (name: string) => response.headers.get(`x-ratelimit-${name}`);
  assert.deepEqual([header("limit-requests"), header("remaining-requests")], ["5", "4"]);
  assert.match(header("reset-requests")!, /^1m[01]s$|^59s$/);
  assert.equal(header("limit-tokens"), "50000");
  const reserved = 50_000 - Number(header("remaining-tokens"));
  assert.equal(reserved, gateway.log.only.estimatedTokens + 30);
  assert.ok(data.usage!.total_tokens < reserved);
  const next = await anthropic(gateway)();
  const told = (name: string) => next.response.headers.get(`anthropic-ratelimit-${name}`);
  assert.deepEqual([told("requests-limit"), told("requests-remaining")], ["5", "3"]);
  assert.match(told("tokens-reset")!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const used = 50_000 - Number(told("tokens-remaining"));
  assert.equal(used, data.usage!.total_tokens + gateway.log.finished[1]!.estimatedTokens + 20, "settled and reserved");
});

test("a key's own limits count beside every policy, and are told as the key's", async () => {
  await using gateway = new ServedGateway({
    keyLimits: [{ type: "requests_per_minute", max: 1 }],
    policies: [policy({ type: "requests_per_minute", max: 10 })],
  });
  const ask = openai(gateway);
  await ask();
  await assert.rejects(ask(), (error: InstanceType<typeof OpenAI.APIError>) => {
    assert.match(error.message, /Policy 'test' allows 1 requests a minute/);
    return error.headers!.get("x-perpetuo-policy") === gateway.tenant.entry.apiKeyId;
  });
  assert.deepEqual(gateway.log.finished[1]!.policyVerdicts.map(({ verdict }) => verdict).toSorted(), [
    "allowed",
    "denied",
  ]);
});

test("each end user has counters of his own", async () => {
  const limits: Limit[] = [{ type: "requests_per_minute", max: 1 }];
  await using gateway = new ServedGateway({ policies: [{ scope: { type: "end_user" }, limits }] });
  const ask = openai(gateway);
  await ask({ user: "anna" });
  await assert.rejects(ask({ user: "anna" }), RateLimitError);
  await ask({ user: "otto" });
  await ask();
  await ask();
});

test("answers without a limit say nothing of limits", async () => {
  await using gateway = new ServedGateway();
  const { response } = await openai(gateway)();
  assert.deepEqual([...response.headers.keys()].filter((header) => /ratelimit|policy|perpetuo-limit/.test(header)), []);
  const { policyVerdicts, charges, ledgerEpoch } = gateway.log.only;
  assert.deepEqual([policyVerdicts, charges, ledgerEpoch], [[], [], null]);
});
