import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { readHeaders, writeHeaders } from "./headers_text.ts";

test("readHeaders() reads a line each, and says which one is wrong", () => {
  const team = { name: "x-team", value: "search: a" };
  const cases: [string, ReturnType<typeof readHeaders>][] = [
    ["", { ok: true, headers: [] }],
    ["X-Team: search: a\r\n\n", { ok: true, headers: [team] }],
    ["x-team", { ok: false, problem: "line 1 must be a name, : and its value" }],
    ["x-team:", { ok: false, problem: "line 1 must be a name, : and its value" }],
    ["a: 1\n\nA: 2", { ok: false, problem: "line 3 names a again" }],
  ];
  for (const [text, expected] of cases) assert.deepEqual(readHeaders(text), expected, text);
  assert.deepEqual(readHeaders(writeHeaders([team])), { ok: true, headers: [team] });
});
