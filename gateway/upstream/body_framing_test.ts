import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { type BodyFraming, readBodyFraming } from "./body_framing.ts";

function framingOf(headers: Record<string, string>, { status = 200, isOldVersion = false } = {}) {
  return readBodyFraming({ status, isOldVersion, headers: { get: (name) => headers[name] ?? null } });
}

test("readBodyFraming() tells how a body ends, and whether the connection can be used again", () => {
  const chunked = { "transfer-encoding": "chunked" };
  const cases: [headers: Record<string, string>, options: Parameters<typeof framingOf>[1], BodyFraming, boolean][] = [
    [{ "content-length": "12" }, {}, { kind: "length", length: 12 }, true],
    [{ "content-length": "0" }, {}, { kind: "none" }, true],
    [{ "content-length": "12, 12" }, {}, { kind: "length", length: 12 }, true],
    [chunked, {}, { kind: "chunked" }, true],
    [{ "transfer-encoding": "Chunked" }, {}, { kind: "chunked" }, true],
    [{}, {}, { kind: "until_close" }, false],
    [{ "content-length": "12" }, { status: 204 }, { kind: "none" }, true],
    [chunked, { status: 304 }, { kind: "none" }, true],
    [{ "content-length": "12", "connection": "keep-alive, Close" }, {}, { kind: "length", length: 12 }, false],
    [{ "content-length": "12", "connection": "closed" }, {}, { kind: "length", length: 12 }, true],
    [{ "content-length": "12" }, { isOldVersion: true }, { kind: "length", length: 12 }, false],
    // Two ends: the chunks decide, and whoever believed the length may have left something on the connection.
    [{ ...chunked, "content-length": "12" }, {}, { kind: "chunked" }, false],
    [{ ...chunked, "content-length": "x" }, {}, { kind: "chunked" }, false],
  ];
  for (const [headers, options, framing, reusable] of cases) {
    assert.deepEqual(framingOf(headers, options), { state: "read", framing, reusable }, JSON.stringify(headers));
  }
});

test("readBodyFraming() refuses lengths and codings that are none", () => {
  const lengths = ["", "-1", "+1", "1.0", "0x10", "1e3", "1 2", "1, 2", "1,", "9999999999999999", "１"];
  for (const length of lengths) assert.equal(framingOf({ "content-length": length }).state, "malformed", length);
  const codings = ["", "gzip", "gzip, chunked", "chunked, chunked", "chunked, gzip", "identity", "xchunked"];
  for (const coding of codings) assert.equal(framingOf({ "transfer-encoding": coding }).state, "malformed", coding);
});
