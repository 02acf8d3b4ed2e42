import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../../wires/testing/chat_call.ts";
import { geminiEndpoint } from "./endpoint.ts";

const baseUrl = "https://generativelanguage.googleapis.com/v1beta";
const vertex = "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google";

test("geminiEndpoint() names model and method in the address, and never the key", () => {
  const table: [Parameters<typeof chatCall>[1], string][] = [
    [{ baseUrl, model: "gemini-2.5-flash" }, `${baseUrl}/models/gemini-2.5-flash:generateContent`],
    [{ baseUrl, model: "models/gemini-3-pro" }, `${baseUrl}/models/gemini-3-pro:generateContent`],
    [{ baseUrl, model: "tunedModels/mine" }, `${baseUrl}/tunedModels/mine:generateContent`],
    [{ baseUrl, model: "a/b?key=c" }, `${baseUrl}/models/a%2Fb%3Fkey%3Dc:generateContent`],
    [{ baseUrl, model: "m", stream: true }, `${baseUrl}/models/m:streamGenerateContent?alt=sse`],
    [{ baseUrl, model: "m", dialect: "openai_embeddings" }, `${baseUrl}/models/m:batchEmbedContents`],
    [{ baseUrl: vertex, model: "m" }, `${vertex}/models/m:generateContent`],
  ];
  for (const [more, url] of table) {
    const endpoint = geminiEndpoint(chatCall({}, { ...more, secret: "the-key" }));
    assert.equal(endpoint.url, url);
    assert.equal(endpoint.headers["x-goog-api-key"], "the-key");
  }
});
