import assert from "node:assert/strict";
import fc from "fast-check";
import { AVAILABLE_PROVIDER_KINDS, providerKind } from "../../shared/contracts/provider_kind.ts";
import { test } from "../../testing/test.ts";
import { createAdapterRegistry } from "../providers/registry.ts";
import { streamCall } from "./testing/chat_call.ts";
import { testWireDependencies } from "./testing/wire_dependencies.ts";
import { runStream } from "./testing/collecting_sink.ts";
import { loadTestdata } from "./testing/load_testdata.ts";

const registry = createAdapterRegistry(testWireDependencies());

const fieldNames = [
  ...["type", "message", "index", "delta", "usage", "content_block", "choices", "error", "model", "id"],
  ...["candidates", "promptFeedback", "usageMetadata", "modelVersion", "responseId"],
];

const synthetic = [
  ["openai", "openai_chat", ["text", "tools_parallel", "refusal", "cached_usage"]],
  ["anthropic", "anthropic_messages", ["text", "tools_parallel", "refusal", "cached_usage"]],
  ["gemini", "gemini", ["text", "thinking", "tools_parallel", "partial_arguments", "grounded"]],
] as const;

for (const [kind, wire, names] of synthetic) {
  const sources = names.map((name) => loadTestdata(wire, name));

  test(`AnswerStream of ${kind} ends exactly once, whatever bytes come`, () => {
    const change = fc.record({ at: fc.nat(), byte: fc.nat(255), remove: fc.nat(40) });
    fc.assert(
      fc.property(
        fc.constantFrom(...sources),
        fc.array(change, { maxLength: 4 }),
        fc.nat(),
        (source, changes, size) => {
          let bytes: number[] = [...source];
          for (const { at, byte, remove } of changes) bytes.splice(at % bytes.length, remove, byte);
          bytes = bytes.length === 0 ? [0] : bytes;
          const chunkBytes = 1 + (size % bytes.length);
          const chunks: Uint8Array[] = [];
          for (let from = 0; from < bytes.length; from += chunkBytes) {
            chunks.push(Uint8Array.from(bytes.slice(from, from + chunkBytes)));
          }
          // Two endings would throw inside `runStream`.
          const { terminal, fault } = runStream(registry(kind)!, streamCall(), chunks);
          assert.notEqual(terminal, fault !== null);
        },
      ),
      { numRuns: 300 },
    );
  });

  test(`AnswerStream of ${kind} takes events whose fields are anything`, () => {
    const types = [
      "message_start",
      "content_block_start",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
    ];
    const fields = fc.dictionary(
      fc.constantFrom(...fieldNames),
      fc.jsonValue(),
    );
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...types), fields)), (events) => {
      const text = events.map(([type, rest]) => `data: ${JSON.stringify({ type, ...rest })}\n\n`).join("");
      const { terminal, fault } = runStream(registry(kind)!, streamCall(), [new TextEncoder().encode(text)]);
      assert.notEqual(terminal, fault !== null);
    }));
  });
}

test("createAdapterRegistry() has an adapter for every kind that can be called, and none for the others", () => {
  for (const kind of providerKind.options) {
    assert.equal(registry(kind)?.kind ?? null, AVAILABLE_PROVIDER_KINDS.includes(kind) ? kind : null);
  }
});
