import assert from "node:assert/strict";
import fc from "fast-check";
import type { z } from "zod";
import { test } from "../../testing/test.ts";
import { countedRequest, messagesRequest } from "./anthropic_messages/messages_request.ts";
import { isPlainCountedRequest, isPlainMessagesRequest } from "./anthropic_messages/plain_messages_request.ts";
import { chatRequest } from "./openai_chat/chat_request.ts";
import { isPlainChatRequest } from "./openai_chat/plain_chat_request.ts";
import { embeddingsRequest } from "./openai_embeddings/embeddings_request.ts";
import { isPlainEmbeddingsRequest } from "./openai_embeddings/plain_embeddings_request.ts";
import { isPlainResponsesRequest } from "./openai_responses/plain_responses_request.ts";
import { responsesRequest } from "./openai_responses/responses_request.ts";

/** Values that some field takes and others do not. */
const leaf = fc.oneof(
  fc.constantFrom(null, true, false, "", "m", "x".repeat(256), "x".repeat(257), "user", "system", "tool", "robot"),
  fc.constantFrom(0, 1, 128, 129, -1, 1.5, 2 ** 53, 2 ** 53 - 1, "function", "custom", "float", "base64"),
  fc.jsonValue({ maxDepth: 1 }),
);
const shape = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.oneof({ weight: 12, arbitrary: fc.record(fields, { requiredKeys: [] }) }, { weight: 1, arbitrary: leaf });
const list = (item: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 8, arbitrary: fc.array(item, { maxLength: 3 }) }, leaf);
const often = (value: unknown) => fc.oneof({ weight: 8, arbitrary: fc.constant(value) }, leaf);

const messages = list(shape({ role: fc.oneof(often("user"), leaf), content: leaf }));
const tools = list(shape({ type: often("function"), name: leaf, function: shape({ name: often("f") }) }));
const body = shape({
  model: often("m"),
  messages,
  input: fc.oneof(list(leaf), list(shape({ type: leaf })), list(fc.array(leaf, { maxLength: 3 }))),
  stream: often(false),
  stream_options: shape({ include_usage: leaf }),
  max_tokens: often(1),
  max_completion_tokens: often(null),
  max_output_tokens: often(null),
  n: often(1),
  tools: fc.oneof(fc.constant(null), tools),
  user: often("u"),
  safety_identifier: often(null),
  metadata: fc.oneof(fc.constant(null), shape({ user_id: leaf })),
  instructions: often("i"),
  encoding_format: often("float"),
  dimensions: often(1),
});

const CHECKS: [name: string, isPlain: (value: unknown) => boolean, schema: z.ZodType][] = [
  ["chat", isPlainChatRequest, chatRequest],
  ["messages", isPlainMessagesRequest, messagesRequest],
  ["count_tokens", isPlainCountedRequest, countedRequest],
  ["responses", isPlainResponsesRequest, responsesRequest],
  ["embeddings", isPlainEmbeddingsRequest, embeddingsRequest],
];

for (const [name, isPlain, schema] of CHECKS) {
  test(`the plain check of ${name} takes nothing that its schema does not`, () => {
    let taken = 0;
    let given = 0;
    fc.assert(
      fc.property(body, (made) => {
        const value: unknown = JSON.parse(JSON.stringify(made));
        given++;
        if (!isPlain(value)) return;
        taken++;
        const judged = schema.safeParse(value);
        assert.ok(judged.success, JSON.stringify(judged.error?.issues));
        // What the schema gives is what came: the facts may be read from either.
        assert.deepEqual(judged.data, value);
      }),
      { numRuns: 2_000 },
    );
    assert.ok(taken > 10, `${taken} of ${given} were plain: too few to prove anything`);
  });
}

test("the plain checks take what clients commonly send", () => {
  const asked = { model: "m", messages: [{ role: "user", content: "hi" }], stream: true, max_tokens: 64 };
  const called = { type: "function", function: { name: "f", parameters: {} } };
  assert.ok(isPlainChatRequest({ ...asked, stream_options: { include_usage: true }, tools: [called], user: "u" }));
  assert.ok(isPlainMessagesRequest({ ...asked, tools: [{ name: "f" }], metadata: { user_id: "u" } }));
  assert.ok(isPlainCountedRequest({ model: "m", messages: asked.messages }));
  assert.ok(
    isPlainResponsesRequest({ model: "m", input: [{ role: "user" }], tools: [{ type: "function", name: "f" }] }),
  );
  for (const input of ["a", ["a", ""], [1, 2], [[1], [2]]]) assert.ok(isPlainEmbeddingsRequest({ model: "m", input }));
});
