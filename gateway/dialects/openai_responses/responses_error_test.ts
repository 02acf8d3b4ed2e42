import assert from "node:assert/strict";
import OpenAI, { APIError } from "openai";
import { test } from "../../../testing/test.ts";
import type { PublicError } from "../client_dialect.ts";
import { openaiResponsesDialect } from "./dialect.ts";

const error: PublicError = {
  code: "stream_interrupted",
  message: "The provider broke the stream off.",
  param: null,
  status: 502,
};
const frame = new TextDecoder().decode(openaiResponsesDialect.errorFrame(error, 7));

test("responsesErrorFrame() is an event with the next number, and says what is wrong in both places", () => {
  const [name, data] = frame.trimEnd().split("\n");
  assert.equal(name, "event: error");
  assert.ok(frame.endsWith("\n\n"));
  const fields = { code: error.code, message: error.message, param: null };
  assert.deepEqual(JSON.parse(data!.slice("data: ".length)), {
    type: "error",
    ...fields,
    sequence_number: 7,
    error: { type: "server_error", ...fields },
  });
});

test("responsesErrorFrame() is raised by the official client, by itself and behind a beginning", async () => {
  const response = { id: "resp_1", object: "response", status: "in_progress", output: [] };
  const created = `event: response.created\ndata: ${
    JSON.stringify({ type: "response.created", sequence_number: 0, response })
  }\n\n`;
  for (const text of [frame, created + frame]) {
    const client = new OpenAI({
      apiKey: "sk-test",
      baseURL: "https://gateway.example/v1",
      fetch: () => Promise.resolve(new Response(text, { headers: { "content-type": "text/event-stream" } })),
    });
    const raised = (thrown: unknown) => {
      assert.ok(thrown instanceof APIError, String(thrown));
      assert.deepEqual([thrown.code, thrown.type], ["stream_interrupted", "server_error"]);
      assert.match(thrown.message, /broke the stream off/);
      return true;
    };
    const asked = { model: "m", input: "hi" };
    await assert.rejects(async () => {
      for await (const _event of await client.responses.create({ ...asked, stream: true }));
    }, raised);
    const stream = client.responses.stream(asked);
    await assert.rejects(stream.finalResponse(), raised);
  }
});
