import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { lintSource } from "./lint_source.ts";

test("file-length refuses more than 300 lines, and more than 600 of a test", () => {
  const cases: [path: string, lines: number, findings: number][] = [
    ["gateway/main.ts", 300, 0],
    ["gateway/main.ts", 301, 1],
    ["gateway/main_test.ts", 600, 0],
    ["gateway/main_test.ts", 601, 1],
  ];
  for (const [path, lines, expected] of cases) {
    const source = "a();\n".repeat(lines);
    assert.equal(lintSource("file-length", path, source).length, expected, `${path}, ${lines} lines`);
  }
});
