import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { slugFrom, slugInput, slugWithSuffix } from "./slug.ts";

test("slugFrom() makes a valid slug of any name", () => {
  const cases: [string, string][] = [
    ["Acme", "acme"],
    ["  Zoë & Söhne GmbH ", "zoe-sohne-gmbh"],
    ["日本", "team"],
    ["--", "team"],
    ["a".repeat(47) + " b", "a".repeat(47)],
  ];
  for (const [name, expected] of cases) {
    assert.equal(slugFrom(name), expected);
    assert.equal(slugInput.safeParse(slugFrom(name)).success, true);
  }
});

test("slugWithSuffix() stays within the bounds", () => {
  assert.equal(slugWithSuffix("acme", "1a2b3c"), "acme-1a2b3c");
  assert.equal(slugInput.safeParse(slugWithSuffix("x".repeat(48), "1a2b3c")).success, true);
});
