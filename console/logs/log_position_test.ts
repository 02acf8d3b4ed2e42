import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { type LogPosition, pageArguments, pageHref, readPosition } from "./log_position.ts";

test("readPosition() reads what pageHref() writes", () => {
  const positions: LogPosition[] = [
    { kind: "newest" },
    { kind: "older", than: "bG9nOjE=" },
    { kind: "newer", than: "bG9nOjE=" },
  ];
  for (const position of positions) {
    const { searchParams } = new URL(pageHref("/logs", "model=a+b", position), "http://console");
    assert.deepEqual(readPosition(searchParams), position);
    assert.equal(searchParams.get("model"), "a b");
  }
  assert.equal(pageHref("/logs", "", { kind: "newest" }), "/logs");
});

test("readPosition() takes what is no cursor for none", () => {
  for (const query of ["after=", "after=%00", `after=${"a".repeat(400)}`, "before=a b"]) {
    assert.deepEqual(readPosition(new URLSearchParams(query)), { kind: "newest" }, query);
  }
});

test("pageArguments() asks for the newest of what is older, and for the oldest of what is newer", () => {
  assert.deepEqual(pageArguments({ kind: "older", than: "c" }), { first: 50, after: "c" });
  assert.deepEqual(pageArguments({ kind: "newer", than: "c" }), { last: 50, before: "c" });
});
