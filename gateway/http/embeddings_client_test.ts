import assert from "node:assert/strict";
import OpenAI, { APIError, BadRequestError, RateLimitError } from "openai";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { test } from "../../testing/test.ts";
import { ServedGateway } from "../testing/served_gateway.ts";

function clientOf(gateway: ServedGateway): OpenAI {
  return new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.tenant.token.token, maxRetries: 0 });
}

const asked = { model: "mock/embedding", input: ["one", "another"] };

test("the official openai client gets the same embeddings in base64, which it asks for by itself, and as numbers", async () => {
  await using gateway = new ServedGateway();
  const { embeddings } = clientOf(gateway);
  const unasked = await embeddings.create(asked);
  const numbers = await embeddings.create({ ...asked, encoding_format: "float" });
  assert.deepEqual(unasked, numbers);
  assert.deepEqual(unasked.data.map(({ index, embedding }) => [index, embedding.length]), [[0, 8], [1, 8]]);
  const base64 = await embeddings.create({ ...asked, encoding_format: "base64" });
  assert.equal(typeof base64.data[0]!.embedding, "string");
});

test("the official openai client gets embeddings of as many dimensions as it asks for", async () => {
  await using gateway = new ServedGateway();
  const { data } = await clientOf(gateway).embeddings.create({ ...asked, input: [[1, 2], [3]], dimensions: 256 });
  assert.deepEqual(data.map(({ embedding }) => embedding.length), [256, 256]);
});

test("embeddings are on record with their input and nothing generated", async () => {
  await using gateway = new ServedGateway();
  const { data: answer, response } = await clientOf(gateway).embeddings.create(asked).withResponse();
  const record = gateway.log.only;
  assert.equal(response.headers.get("x-request-id"), record.id);
  assert.deepEqual([record.outcome, record.stream, record.dialect], ["completed", false, "openai_embeddings"]);
  assert.deepEqual([record.tokens.input, record.tokens.output], [answer.usage.prompt_tokens, 0]);
  assert.ok(record.tokens.input > 0);
});

test("the official openai client raises its own errors for embeddings", async () => {
  const doomed: RouteNode = { type: "target", provider: "mock", model: "rate-limited", retries: 0 };
  await using gateway = new ServedGateway({ routes: { doomed } });
  const { embeddings } = clientOf(gateway);
  await assert.rejects(embeddings.create({ ...asked, model: "doomed" }), (error: APIError) => {
    return error instanceof RateLimitError && error.code === "upstream_rate_limited";
  });
  assert.equal(gateway.log.only.outcome, "failed");
  await assert.rejects(embeddings.create({ ...asked, dimensions: 5_000 }), (error: APIError) => {
    return error instanceof BadRequestError && error.message.includes("dimensions");
  });
});

test("embeddings are refused as a stream before any provider is asked", async () => {
  await using gateway = new ServedGateway();
  const streamed = { ...asked, stream: true };
  await assert.rejects(clientOf(gateway).embeddings.create(streamed), (error: APIError) => {
    assert.ok(error instanceof BadRequestError);
    assert.equal(error.param, "stream");
    return true;
  });
  assert.ok(gateway.log.finished.every((record) => record.attempts.length === 0));
});
