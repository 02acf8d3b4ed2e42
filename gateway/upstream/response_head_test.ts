import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { readResponseHead } from "./response_head.ts";

test("readResponseHead() reads status, version and headers by their lower-case names", () => {
  const reading = readResponseHead(
    "HTTP/1.1 429 Too Many Requests\r\nRetry-After:  7\t\r\nX-Empty:\r\nvia: a\r\nVia: b\r\nx-latin: caf\xe9\xa0",
  );
  assert.ok(reading.state === "read");
  const { status, isOldVersion, headers } = reading.head;
  assert.deepEqual([status, isOldVersion], [429, false]);
  const named = ["retry-after", "x-empty", "via", "x-latin", "none"].map((name) => headers.get(name));
  assert.deepEqual(named, ["7", "", "a, b", "caf\xe9\xa0", null]);
});

test("readResponseHead() reads heads of HTTP/1.0 and without a reason", () => {
  for (const [text, isOld] of [["HTTP/1.0 200 OK", true], ["HTTP/1.1 200", false], ["HTTP/1.1 200 ", false]] as const) {
    const reading = readResponseHead(text);
    assert.ok(reading.state === "read", text);
    assert.deepEqual([reading.head.status, reading.head.isOldVersion], [200, isOld]);
  }
});

test("readResponseHead() refuses what can be read in two ways", () => {
  const heads = [
    "",
    "HTTP/1.1",
    "HTTP/1.1  200 OK",
    "http/1.1 200 OK",
    "HTTP/2.0 200 OK",
    "HTTP/1.1 20 OK",
    "HTTP/1.1 2000 OK",
    "HTTP/1.1 600 OK",
    "HTTP/1.1 200 O\nK",
    "HTTP/1.1 200 OK\r\n: nameless",
    "HTTP/1.1 200 OK\r\nno colon",
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 200 OK\r\nname : blank before the colon",
    "HTTP/1.1 200 OK\r\na: b\r\n folded",
    "HTTP/1.1 200 OK\r\n\tfolded: too",
    "HTTP/1.1 200 OK\r\na: b\nc: d",
    "HTTP/1.1 200 OK\r\na: b\rc: d",
    "HTTP/1.1 200 OK\r\na: \x00",
    "HTTP/1.1 200 OK\r\na: \x7f",
    "HTTP/1.1 200 OK\r\nn\xe4me: b",
  ];
  for (const text of heads) assert.equal(readResponseHead(text).state, "malformed", JSON.stringify(text));
});
