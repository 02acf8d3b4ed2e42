import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { scopeWords, spentShare, standingOf } from "./budget_list.ts";

test("standingOf() tells what is used up, and what will be", () => {
  const cases: [spent: string, forecast: string | null, max: string, standing: string][] = [
    ["10", "20", "100", "ok"],
    ["10", null, "100", "ok"],
    ["10", "101", "100", "beyond"],
    ["10", "100", "100", "ok"],
    ["80", "90", "100", "tight"],
    ["79", "90", "100", "ok"],
    ["100", "400", "100", "used_up"],
    ["0", null, "0", "used_up"],
  ];
  for (const [spentNanoUsd, forecastNanoUsd, max, standing] of cases) {
    assert.equal(standingOf({ spentNanoUsd, forecastNanoUsd }, max), standing, `${spentNanoUsd} of ${max}`);
  }
});

test("spentShare() stays between 0 and 1", () => {
  assert.equal(spentShare("25", "100"), 0.25);
  assert.equal(spentShare("250", "100"), 1);
  assert.equal(spentShare("0", "0"), 1);
});

test("scopeWords() says whom a budget counts", () => {
  const none = { apiKey: null, model: null, project: null };
  const web = { id: "p", name: "Web" };
  const key = { id: "k", name: "Shop" };
  const words = (scope: Partial<Parameters<typeof scopeWords>[0]["scope"]>, perEach = false) =>
    scopeWords({ scope: { type: "TENANT", ...none, ...scope }, perEach, apiKey: null });
  assert.equal(words({}), "the whole team");
  assert.equal(words({ type: "PROJECT", project: web }), "the project Web");
  assert.equal(words({ type: "API_KEY", apiKey: key }), "the API key Shop");
  assert.equal(words({ type: "API_KEY" }, true), "each API key");
  assert.equal(words({ type: "END_USER", project: web }, true), "each end user in Web");
  assert.equal(words({ type: "MODEL", model: "gpt-5" }), "the model gpt-5");
});
