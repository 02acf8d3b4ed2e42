import assert from "node:assert/strict";
import fc from "fast-check";
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

test("readResponseHead() reads what a reading by the rules, line by line, does", () => {
  const parts = fc.constantFrom(
    "HTTP/1.1",
    "HTTP/1.0",
    " ",
    "200",
    "599",
    "OK",
    "\r\n",
    "\r",
    "\n",
    ":",
    "\t",
    "content-length",
    "Content-Length",
    "CONNECTION",
    "keep-alive",
    "transfer-encoding",
    "content-encoding",
    "x",
    "\x00",
    "\x7f",
    "\x80",
    "\u0100",
    "@",
  );
  const start = fc.constantFrom("HTTP/1.1 200 OK\r\n", "HTTP/1.1 200\r\n", "HTTP/1.0 404 a b\r\n", "");
  const line = fc.tuple(parts, fc.constantFrom(":", ": ", " :"), fc.array(parts, { maxLength: 3 }));
  const lines = fc.array(line.map(([name, colon, value]) => name + colon + value.join("")), { maxLength: 5 });
  const heads = fc.oneof(
    fc.array(parts, { maxLength: 12 }).map((all) => all.join("")),
    lines.map((all) => all.join("\r\n")),
  );
  fc.assert(fc.property(start, heads, (status, rest) => {
    const expected = readByTheRules(status + rest);
    const reading = readResponseHead(status + rest);
    assert.equal(reading.state === "read", expected !== null, JSON.stringify(status + rest));
    if (reading.state === "malformed" || expected === null) return;
    assert.equal(reading.head.status, expected.status);
    assert.equal(reading.head.isOldVersion, expected.isOldVersion);
    for (const [name, value] of expected.fields) assert.equal(reading.head.headers.get(name), value, name);
    for (const name of ["content-length", "connection", "x", "none"]) {
      assert.equal(reading.head.headers.get(name), expected.fields.get(name) ?? null);
    }
  }));
});

/** The slow and plain way; null for what is no head. */
function readByTheRules(text: string) {
  const [statusLine, ...lines] = text.split("\r\n");
  const status = /^HTTP\/1\.([0-9]) ([1-5][0-9]{2})(?: [\t\x20-\x7e\x80-\xff]*)?$/.exec(statusLine!);
  if (status === null) return null;
  const fields = new Map<string, string>();
  for (const line of lines) {
    const field = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/.exec(line);
    if (field === null) return null;
    const name = field[1]!.toLowerCase();
    fields.set(name, fields.has(name) ? `${fields.get(name)}, ${field[2]}` : field[2]!);
  }
  return { status: Number(status[2]), isOldVersion: status[1] === "0", fields };
}
