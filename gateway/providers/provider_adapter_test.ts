import assert from "node:assert/strict";
import { baseUrlOf, type ProviderKind, type ProviderSettings } from "../../shared/contracts/provider_kind.ts";
import { test } from "../../testing/test.ts";
import { chatCall } from "../wires/testing/chat_call.ts";
import { testAdapter } from "../wires/testing/test_adapter.ts";
import type { KeptEndpoints, ProviderCall } from "../wires/wire.ts";

function headersOf(kind: ProviderKind, settings: ProviderSettings, more: Partial<ProviderCall> = {}) {
  const prepared = testAdapter(kind).prepare(chatCall({}, { settings, ...more }));
  assert.ok(prepared.state === "ready");
  return prepared.headers;
}

test("prepare() sends a provider's own headers, and never in the place of its kind's", () => {
  // As if a check had been passed by: what the kind sets itself still wins.
  const headers = {
    "x-team": "a b",
    authorization: "Bearer stolen",
    "content-type": "text/plain",
    "x-api-key": "stolen",
  };
  const openai = headersOf("openai", { headers, organization: "org-1", project: "proj_1" });
  assert.deepEqual(
    [openai["x-team"], openai["authorization"], openai["content-type"]],
    ["a b", "Bearer secret-of-the-provider", "application/json"],
  );
  assert.deepEqual([openai["openai-organization"], openai["openai-project"]], ["org-1", "proj_1"]);
  assert.equal(headersOf("anthropic", { headers })["x-api-key"], "secret-of-the-provider");
  for (const kind of ["azure_openai", "gemini", "openai_compatible"] as const) {
    assert.equal(headersOf(kind, { headers })["x-team"], "a b", kind);
  }
  assert.equal(headersOf("openai", {})["openai-organization"], undefined);
});

test("prepare() leads where it would without the endpoints of earlier calls, whatever was asked before", () => {
  const dialects = ["openai_chat", "openai_responses", "openai_embeddings", "anthropic_messages"] as const;
  const kinds = ["openai", "azure_openai", "openai_compatible", "gemini", "anthropic", "mock"] as const;
  const all: ProviderSettings[] = [{}, { organization: "o", headers: { "x-team": "a" } }, { preset: "openrouter" }];
  const clients: ProviderCall["header"][] = [() => null, (name) => `client's ${name}`];
  for (const settings of all) {
    for (const kind of kinds) {
      const adapter = testAdapter(kind);
      const endpoints: KeptEndpoints = {};
      const calls = [false, true, false].flatMap((stream) =>
        dialects.flatMap((dialect) =>
          clients.map((header) => chatCall({ max_tokens: 1 }, { dialect, stream, header, settings }))
        )
      );
      for (const call of calls) {
        if (!adapter.serves(call)) continue;
        const prepared = adapter.prepare({ ...call, endpoints });
        assert.deepEqual(prepared, adapter.prepare(call), `${kind} ${call.dialect}`);
      }
    }
  }
});

test("prepare() asks Anthropic for the provider's beta features beside the client's own, each once", () => {
  const betas = ["context-1m-2025-08-07", "files-api"];
  const asked = (header: string | null, settings: ProviderSettings) =>
    headersOf("anthropic", settings, { header: (name) => name === "anthropic-beta" ? header : null })["anthropic-beta"];
  assert.equal(asked(null, {}), undefined);
  assert.equal(asked("a,b", {}), "a,b");
  assert.equal(asked(null, { betas }), "context-1m-2025-08-07,files-api");
  assert.equal(asked("files-api, other", { betas }), "files-api, other,context-1m-2025-08-07");
});

test("baseUrlOf() leads to the provider's own address, its region's, or its kind's", () => {
  const vertex = { region: "europe-west4", vertexProject: "p-12345" };
  const at = "projects/p-12345/locations";
  const table: [ProviderKind, string | null, ProviderSettings | null, string | null][] = [
    ["openai", null, null, "https://api.openai.com/v1"],
    ["openai", null, { region: "eu" }, "https://eu.api.openai.com/v1"],
    ["openai", "https://a.example", { region: "eu" }, "https://a.example"],
    ["gemini", null, vertex, `https://europe-west4-aiplatform.googleapis.com/v1/${at}/europe-west4/publishers/google`],
    [
      "gemini",
      null,
      { ...vertex, region: "global" },
      `https://aiplatform.googleapis.com/v1/${at}/global/publishers/google`,
    ],
    ["gemini", null, {}, "https://generativelanguage.googleapis.com/v1beta"],
    ["mock", null, null, null],
  ];
  for (const [kind, baseUrl, settings, expected] of table) {
    assert.equal(baseUrlOf({ kind, baseUrl, settings }), expected);
  }
});
