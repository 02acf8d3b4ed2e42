import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { lintSource } from "./lint_source.ts";

const findings = (specifier: string) =>
  lintSource("no-foreign-import", "gateway/main.ts", `export * from "${specifier}";`);

test("no-foreign-import refuses modules that npm does not carry", () => {
  for (const specifier of ["jsr:@std/assert", "https://example.com/a.ts", "http://example.com/a.ts", "JSR:@std/path"]) {
    assert.equal(findings(specifier).length, 1, specifier);
  }
});

test("no-foreign-import allows packages, built-ins and files", () => {
  for (const specifier of ["zod", "node:crypto", "npm:zod@4", "./a.ts", "@prisma/client"]) {
    assert.deepEqual(findings(specifier), [], specifier);
  }
});
