import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../../wires/testing/chat_call.ts";
import type { ProviderCall } from "../../wires/wire.ts";
import { azureOpenaiEndpoint } from "./endpoint.ts";

const resource = "https://x.openai.azure.com";
const dated = { apiVersion: "2024-10-21", deployments: { "gpt-5.1": "prod gpt" } };

test("azureOpenaiEndpoint() asks the undated address, or a deployment's own where a version is named", () => {
  const table: [Partial<ProviderCall>, string][] = [
    [{}, "/openai/v1/chat/completions"],
    [{ dialect: "openai_responses" }, "/openai/v1/responses"],
    [{ dialect: "openai_embeddings" }, "/openai/v1/embeddings"],
    [{ dialect: "anthropic_messages" }, "/openai/v1/chat/completions"],
    [{ settings: dated }, "/openai/deployments/prod%20gpt/chat/completions?api-version=2024-10-21"],
    [{ settings: dated, model: "other" }, "/openai/deployments/other/chat/completions?api-version=2024-10-21"],
    [{ settings: dated, model: "toString" }, "/openai/deployments/toString/chat/completions?api-version=2024-10-21"],
    [
      { settings: dated, dialect: "openai_embeddings" },
      "/openai/deployments/prod%20gpt/embeddings?api-version=2024-10-21",
    ],
    [{ settings: dated, dialect: "openai_responses" }, "/openai/responses?api-version=2024-10-21"],
  ];
  for (const [more, path] of table) {
    for (const suffix of ["", "/openai", "/openai/v1"]) {
      const call = chatCall({}, { model: "gpt-5.1", ...more, baseUrl: `${resource}${suffix}` });
      assert.equal(azureOpenaiEndpoint(call).url, `${resource}${path}`);
    }
  }
});

test("azureOpenaiEndpoint() sends a key as a key, and a token of Entra ID as a bearer's", () => {
  const headers = (secret: string | null) => azureOpenaiEndpoint(chatCall({}, { secret })).headers;
  assert.equal(headers("0123456789abcdef")["api-key"], "0123456789abcdef");
  assert.equal(headers("0123456789abcdef")["authorization"], undefined);
  const token = "eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.c2ln";
  assert.equal(headers(token)["authorization"], `Bearer ${token}`);
  assert.equal(headers(token)["api-key"], undefined);
  assert.deepEqual(Object.keys(headers(null)).sort(), ["accept", "content-type"]);
});
