import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { openaiErrorBody, openaiErrorFrame } from "./openai_error.ts";

test("openaiErrorBody() is shaped as OpenAI's", () => {
  assert.deepEqual(
    JSON.parse(openaiErrorBody({ code: "invalid_request", message: "wrong", param: "n", status: 400 })),
    {
      error: { message: "wrong", type: "invalid_request_error", param: "n", code: "invalid_request" },
    },
  );
  assert.equal(
    JSON.parse(openaiErrorBody({ code: "internal_error", message: "m", param: null, status: 500 })).error.param,
    null,
  );
});

test("openaiErrorFrame() is one event whatever the message holds", () => {
  const frame = new TextDecoder().decode(
    openaiErrorFrame({ code: "stream_interrupted", message: "a\n\nb", param: null, status: 502 }),
  );
  assert.ok(frame.startsWith('data: {"error":') && frame.endsWith("}\n\n"));
  assert.equal(frame.indexOf("\n\n"), frame.length - 2);
});
