import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { mergedTags, readTags, readTraceId } from "./request_labels.ts";

function requestWith(headers: Record<string, string>): Request {
  return new Request("http://gateway.test/", { headers });
}

test("readTags() takes pairs and leaves out what is none", () => {
  const cases: [header: string, tags: Record<string, string>][] = [
    ["team=blue", { team: "blue" }],
    [" team = blue ,stage=a=b,", { team: "blue", stage: "a=b" }],
    ["team,=x, =y,ok=", { ok: "" }],
    ["a=1,a=2", { a: "2" }],
    [`${"n".repeat(65)}=x,long=${"v".repeat(300)}`, { long: "v".repeat(256) }],
    ["__proto__=x", JSON.parse('{"__proto__":"x"}')],
  ];
  for (const [header, tags] of cases) {
    assert.deepEqual(readTags(requestWith({ "x-perpetuo-tags": header })), tags, header);
  }
  const many = Array.from({ length: 40 }, (_, index) => `t${index}=x`).join(",");
  assert.equal(Object.keys(readTags(requestWith({ "x-perpetuo-tags": many }))).length, 16);
  assert.deepEqual(readTags(requestWith({})), {});
});

test("mergedTags() lets the request's own tags win over the key's", () => {
  assert.deepEqual(mergedTags(undefined, { a: "1" }), { a: "1" });
  assert.deepEqual(mergedTags({ a: "key", b: "key" }, { a: "own", c: "own" }), { a: "own", b: "key", c: "own" });
  const hostile = JSON.parse('{"__proto__":"x"}');
  assert.deepEqual(mergedTags({ a: "key" }, hostile), { a: "key", ...hostile });
});

test("readTraceId() prefers the trace, and takes a client's id only when it is well formed", () => {
  const trace = "0af7651916cd43dd8448eb211c80319c";
  const traceparent = `00-${trace}-b7ad6b7169203331-01`;
  const cases: [headers: Record<string, string>, expected: string | null][] = [
    [{}, null],
    [{ traceparent }, trace],
    [{ traceparent, "x-request-id": "mine" }, trace],
    [{ traceparent: "nonsense", "x-request-id": "mine-1" }, "mine-1"],
    [{ traceparent: `00-${"0".repeat(32)}-b7ad6b7169203331-01` }, null],
    [{ "x-request-id": "with space" }, null],
    [{ "x-request-id": "x".repeat(65) }, null],
  ];
  for (const [headers, expected] of cases) assert.equal(readTraceId(requestWith(headers)), expected);
});
