import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { openSignature, readCallId, sealSignature, signCallId, withoutSignedIds } from "./signature.ts";

const signatures = fc.record({
  by: fc.constantFrom("anthropic" as const, "gemini" as const, "openai" as const),
  value: fc.string({ unit: "grapheme", maxLength: 400 }),
}, { noNullPrototype: true });

test("openSignature() gives back what sealSignature() sealed, in characters that every id may have", () => {
  fc.assert(fc.property(signatures, (signature) => {
    const sealed = sealSignature(signature);
    assert.match(sealed, /^[A-Za-z0-9_-]+$/);
    assert.deepEqual(openSignature(sealed), signature);
  }));
});

test("openSignature() takes nothing that a provider wrote for a seal", () => {
  for (const text of ["", "EqQBCgIYAhIM", "ppsig_", "ppsig_x_AAAA", "ppsig_g_!", "ppsig_g_A"]) {
    assert.equal(openSignature(text), null, text);
  }
});

test("readCallId() parts an id from the signature behind it", () => {
  fc.assert(fc.property(fc.option(signatures), (signature) => {
    assert.deepEqual(readCallId(signCallId("call_1", signature)), { id: "call_1", signature });
  }));
  assert.deepEqual(readCallId("toolu_ppsig_nothing"), { id: "toolu_ppsig_nothing", signature: null });
});

test("withoutSignedIds() leaves every other character of a JSON text as it is", () => {
  const signed = signCallId("call_1", { by: "gemini", value: "a+/=" });
  const text = JSON.stringify({ a: [{ id: signed }, { tool_call_id: signed }], b: "_ppsig" });
  assert.equal(
    withoutSignedIds(text),
    JSON.stringify({ a: [{ id: "call_1" }, { tool_call_id: "call_1" }], b: "_ppsig" }),
  );
});
