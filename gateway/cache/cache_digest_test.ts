import assert from "node:assert/strict";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { test } from "../../testing/test.ts";
import { cacheDigest, type CacheQuestion } from "./cache_digest.ts";

const question: CacheQuestion = {
  projectId: uuidv7(1),
  routeId: uuidv7(1),
  target: { type: "target", provider: "openai", model: "gpt-4o" },
  provider: { id: uuidv7(1), name: "openai", kind: "openai", baseUrl: null, credentials: [] },
  dialect: "openai_chat",
  body: { model: "chat", messages: [{ role: "user", content: "Hi" }], temperature: 0 },
  header: () => null,
};

test("cacheDigest() is equal for requests that say the same, by whatever name and in whatever order", () => {
  const digest = cacheDigest(question);
  assert.match(digest, /^[0-9a-f]{64}$/);
  const same: Partial<CacheQuestion>[] = [
    {},
    { body: { temperature: 0, messages: [{ content: "Hi", role: "user" }], model: "an-alias" } },
    { header: (name) => name === "x-request-id" ? "abc" : null },
    { target: { ...question.target, timeouts: { totalMs: 5 }, retries: 2 } },
  ];
  for (const one of same) assert.equal(cacheDigest({ ...question, ...one }), digest, JSON.stringify(one));
});

test("cacheDigest() differs with everything that may change the answer", () => {
  const { body, target, provider } = question;
  const others: Partial<CacheQuestion>[] = [
    { projectId: uuidv7(1) },
    { routeId: uuidv7(1) },
    { target: { ...target, model: "gpt-4o-mini" } },
    { target: { ...target, overrides: { temperature: 1 } } },
    { provider: { ...provider!, id: uuidv7(1) } },
    { provider: { ...provider!, baseUrl: "https://elsewhere.example/v1" } },
    { dialect: "openai_responses" },
    { body: { ...body, stream: true } },
    { body: { ...body, user: "u-1" } },
    { body: { ...body, messages: [{ role: "user", content: "Hi " }] } },
    { body: { ...body, temperature: 0.1 } },
    { header: (name) => name === "anthropic-beta" ? "context-1m" : null },
  ];
  const digests = [question, ...others.map((other) => ({ ...question, ...other }))].map(cacheDigest);
  assert.equal(new Set(digests).size, digests.length);
});
