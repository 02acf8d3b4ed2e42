import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { GatewayFixture } from "../testing/gateway_fixture.ts";
import { anthropicModelPage } from "./models_anthropic.ts";

const models = ["a", "b", "c", "d", "e"].map((id) => ({ id, owner: "perpetuo", sinceMs: Date.UTC(2026, 0, 1) }));

test("anthropicModelPage() gives the pages that are asked for", () => {
  const table: [query: string, ids: string, hasMore: boolean][] = [
    ["", "abcde", false],
    ["limit=5", "abcde", false],
    ["limit=2", "ab", true],
    ["limit=2&after_id=b", "cd", true],
    ["limit=2&after_id=d", "e", false],
    ["after_id=e", "", false],
    ["limit=2&before_id=e", "cd", true],
    ["limit=2&before_id=c", "ab", false],
    ["before_id=a", "", false],
    ["limit=2&after_id=a&before_id=e", "bc", true],
    ["after_id=d&before_id=b", "", false],
  ];
  for (const [query, ids, hasMore] of table) {
    const page = anthropicModelPage(models, new URLSearchParams(query));
    assert.equal(page.data.map(({ id }) => id).join(""), ids, query);
    assert.deepEqual(
      [page.has_more, page.first_id, page.last_id],
      [hasMore, ids[0] ?? null, ids.at(-1) ?? null],
      query,
    );
  }
});

test("anthropicModelPage() names what is wrong with a query", () => {
  const table: [query: string, param: string][] = [
    ["limit=0", "limit"],
    ["limit=1001", "limit"],
    ["limit=ten", "limit"],
    ["after_id=x", "after_id"],
    ["before_id=x", "before_id"],
  ];
  for (const [query, param] of table) {
    assert.throws(() => anthropicModelPage(models, new URLSearchParams(query)), { code: "invalid_request", param });
  }
});

const anthropic = { headers: { "anthropic-version": "2023-06-01" } };

test("listModels() answers a client of Anthropic's API in its form, errors too", async () => {
  await using gateway = new GatewayFixture({
    routes: { assistant: { type: "target", provider: "mock", model: "demo" } },
    allowDirectModels: false,
  });
  const model = {
    type: "model",
    id: "assistant",
    display_name: "assistant",
    created_at: "2026-01-01T00:00:00.000Z",
    capabilities: null,
    deprecated_at: null,
    lifecycle: "active",
    line: null,
    max_input_tokens: null,
    max_tokens: null,
    retires_at: null,
  };
  const list = await gateway.handler(gateway.request("/v1/models?limit=5", anthropic));
  assert.deepEqual(await list.json(), { data: [model], has_more: false, first_id: "assistant", last_id: "assistant" });
  assert.deepEqual(await (await gateway.handler(gateway.request("/v1/models/assistant", anthropic))).json(), model);
  const errors: [path: string, method: string, status: number, type: string][] = [
    ["/v1/models/nothing", "GET", 404, "not_found_error"],
    ["/v1/models?limit=none", "GET", 400, "invalid_request_error"],
    ["/v1/models", "POST", 405, "invalid_request_error"],
    ["/v1/files", "GET", 404, "not_found_error"],
  ];
  for (const [path, method, status, type] of errors) {
    const response = await gateway.handler(gateway.request(path, { ...anthropic, method }));
    const body = await response.json();
    assert.deepEqual([response.status, body.type, body.error.type], [status, "error", type], path);
    assert.equal(body.request_id, response.headers.get("request-id"));
  }
  assert.deepEqual([gateway.log.finished.length, gateway.handler.inFlight], [0, 0]);
});
