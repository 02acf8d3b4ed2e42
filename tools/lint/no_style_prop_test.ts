import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { lintSource } from "./lint_source.ts";

const findings = (path: string, jsx: string) => lintSource("no-style-prop", path, `export const a = ${jsx};`);

test("no-style-prop refuses style attributes in the console", () => {
  for (const jsx of [`<div style="color: red" />`, `<div style={{ color: "red" }} />`, `<Card style={style} />`]) {
    assert.equal(findings("console/components/Card.tsx", jsx).length, 1, jsx);
  }
});

test("no-style-prop allows everything else", () => {
  assert.deepEqual(findings("console/components/Card.tsx", `<div class="style" data-style="x" />`), []);
  assert.deepEqual(findings("control-plane/members/mail.tsx", `<div style="color: red" />`), []);
});
