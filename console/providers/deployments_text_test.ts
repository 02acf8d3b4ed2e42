import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { readDeployments, writeDeployments } from "./deployments_text.ts";

test("readDeployments() reads a line each, and says which one is wrong", () => {
  const ours = { model: "gpt-4o", deployment: "ours" };
  const small = { model: "gpt-5-mini", deployment: "small" };
  const cases: [string, ReturnType<typeof readDeployments>][] = [
    ["", { ok: true, deployments: [] }],
    ["gpt-4o=ours\r\n\n  gpt-5-mini =  small ", { ok: true, deployments: [ours, small] }],
    ["gpt-4o = ours\ngpt-5-mini", { ok: false, problem: "line 2 must be a model, = and its deployment" }],
    ["gpt-4o = two words", { ok: false, problem: "line 1 must be a model, = and its deployment" }],
    ["gpt-4o = a\n\ngpt-4o = b", { ok: false, problem: "line 3 names gpt-4o again" }],
  ];
  for (const [text, expected] of cases) assert.deepEqual(readDeployments(text), expected, text);
  assert.deepEqual(readDeployments(writeDeployments([ours, small])), { ok: true, deployments: [ours, small] });
});
