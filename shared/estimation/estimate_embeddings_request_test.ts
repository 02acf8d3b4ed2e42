import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { estimateEmbeddingsRequest } from "./estimate_embeddings_request.ts";
import { estimateTokens } from "./estimate_tokens.ts";

test("estimateEmbeddingsRequest() estimates texts, counts tokens, and foresees no output", () => {
  const hello = estimateTokens("Hello, world!");
  const table: [unknown, number][] = [
    ["Hello, world!", Math.ceil(hello)],
    [["Hello, world!", "Hello, world!"], Math.ceil(2 * hello)],
    [[1, 2, 3], 3],
    [[[1, 2], [3]], 3],
    [undefined, 0],
    [{ text: "x" }, 0],
  ];
  for (const [input, inputTokens] of table) {
    assert.deepEqual(estimateEmbeddingsRequest({ input }), { inputTokens, outputTokensMax: 0 }, JSON.stringify(input));
  }
});
