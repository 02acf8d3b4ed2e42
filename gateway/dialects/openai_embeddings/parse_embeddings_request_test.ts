import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { parseEmbeddingsRequest } from "./parse_embeddings_request.ts";

test("parseEmbeddingsRequest() takes texts and tokens, one or many, and keeps what it does not know", () => {
  for (const input of ["text", ["one", "two"], [1, 2], [[1], [2, 3]]]) {
    const body = { model: "m", input, user: "u", unheard_of: 1 };
    const parsed = parseEmbeddingsRequest(body);
    assert.ok(parsed.state === "parsed" && parsed.body === body);
    assert.deepEqual([parsed.facts.model, parsed.facts.stream, parsed.facts.endUser], ["m", false, "u"]);
  }
});

test("parseEmbeddingsRequest() names the field that is wrong", () => {
  const table: [unknown, string | null][] = [
    [{ input: "x" }, "model"],
    [{ model: "m" }, "input"],
    [{ model: "m", input: "" }, "input"],
    [{ model: "m", input: [] }, "input"],
    [{ model: "m", input: [1, "x"] }, "input"],
    [{ model: "m", input: "x", encoding_format: "hex" }, "encoding_format"],
    [{ model: "m", input: "x", dimensions: 0 }, "dimensions"],
    [{ model: "m", input: "x", stream: true }, "stream"],
    ["x", null],
  ];
  for (const [body, param] of table) {
    const parsed = parseEmbeddingsRequest(body);
    assert.ok(parsed.state === "invalid", JSON.stringify(body));
    assert.equal(parsed.param, param, JSON.stringify(body));
  }
});
