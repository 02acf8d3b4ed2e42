import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../../testing/test.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { loadTestdata } from "../testing/load_testdata.ts";
import { responsesCall } from "../testing/responses_call.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { testAdapter } from "../testing/test_adapter.ts";

const adapter = testAdapter("openai");
const call = responsesCall({ stream: true });
const load = (name: string) => loadTestdata("openai_responses", name);
const encode = (text: string) => new TextEncoder().encode(text);
const GOOD = ["text", "cached_usage", "reasoning_and_tools", "refusal", "incomplete"];

test("NativeEventStream of a response passes every byte on and meters what the response says at its end", () => {
  const usage: Record<string, [number, number, number, number]> = {
    text: [21, 17, 0, 5],
    cached_usage: [2_100, 7, 2_048, 0],
    reasoning_and_tools: [40, 60, 0, 30],
    refusal: [9, 6, 0, 0],
    incomplete: [9, 16, 0, 0],
  };
  for (const name of GOOD) {
    const source = load(name);
    for (const [mode, chunks] of wholeModes(source)) {
      const { terminal, bytes, content, facts } = runStream(adapter, call, chunks());
      assert.ok(terminal && content, `${name} ${mode}`);
      assert.deepEqual(bytes, source, `${name} ${mode}`);
      const { input, output, cacheRead, reasoning } = facts.tokens!;
      assert.deepEqual([input, output, cacheRead, reasoning], usage[name], name);
      assert.deepEqual([facts.modelServed, facts.serviceTier], ["gpt-synthetic-2026-10-01", "default"]);
    }
  }
});

test("NativeEventStream of a response takes no piece of a stream for the whole", () => {
  for (const name of GOOD) {
    for (const piece of cuts(load(name))) {
      const { terminal, fault } = runStream(adapter, call, [piece]);
      assert.deepEqual([terminal, fault?.errorClass], [false, "malformed"], name);
    }
  }
});

test("NativeEventStream of a response takes a failed response and an error for faults, before and after content", () => {
  const table: [name: string, errorClass: string, content: boolean][] = [
    ["failed_after_content", "server_error", true],
    ["error_before_content", "rate_limited", false],
  ];
  for (const [name, errorClass, hasContent] of table) {
    for (const [, chunks] of wholeModes(load(name))) {
      const { terminal, fault, content } = runStream(adapter, call, chunks());
      assert.deepEqual([terminal, fault?.errorClass, content], [false, errorClass, hasContent], name);
    }
  }
});

test("NativeEventStream of a response passes nothing on behind the terminal, and takes [DONE] for no more than a comment", () => {
  const source = load("text");
  const more = encode("data: [DONE]\n\nevent: error\ndata: {}\n\n");
  const { bytes, terminal } = runStream(adapter, call, [source, more]);
  assert.ok(terminal);
  assert.deepEqual(bytes, source);
  const early = runStream(adapter, call, [encode("data: [DONE]\n\n")]);
  assert.equal(early.fault?.errorClass, "malformed");
});

test("NativeEventStream of a response reads events without a name, as some servers write them", () => {
  const nameless = new TextDecoder().decode(load("reasoning_and_tools")).replaceAll(/^event: .*\n/gm, "");
  const { terminal, bytes, content, facts } = runStream(adapter, call, [encode(nameless)]);
  assert.ok(terminal && content);
  assert.deepEqual(bytes, encode(nameless));
  assert.equal(facts.tokens!.output, 60);
});

test("NativeEventStream of a response takes a body that is no stream for the error that it tells of", () => {
  const body = '{"error":{"message":"slow down","type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}}';
  assert.equal(runStream(adapter, call, [encode(body)]).fault?.errorClass, "rate_limited");
  assert.equal(runStream(adapter, call, [encode("<html></html>")]).fault?.errorClass, "malformed");
});

test("NativeEventStream of a response ends exactly once, whatever bytes come", () => {
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255), remove: fc.nat(40) });
  const sources = GOOD.map(load);
  fc.assert(
    fc.property(fc.constantFrom(...sources), fc.array(change, { maxLength: 4 }), fc.nat(), (source, changes, size) => {
      const bytes = [...source];
      for (const { at, byte, remove } of changes) bytes.splice(at % Math.max(1, bytes.length), remove, byte);
      const chunkBytes = 1 + (size % Math.max(1, bytes.length));
      const chunks: Uint8Array[] = [];
      for (let from = 0; from < bytes.length; from += chunkBytes) {
        chunks.push(Uint8Array.from(bytes.slice(from, from + chunkBytes)));
      }
      // Two endings would throw inside `runStream`.
      const { terminal, fault } = runStream(adapter, call, chunks);
      assert.notEqual(terminal, fault !== null);
    }),
    { numRuns: 300 },
  );
});
