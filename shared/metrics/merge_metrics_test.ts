import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { mergeMetrics } from "./merge_metrics.ts";

test("mergeMetrics() tells each metric once and each process's series under its name", () => {
  const text = (count: number, more = "") =>
    `# HELP a_total Things.\n# TYPE a_total counter\na_total{kind="x y"} ${count}\n${more}# HELP b Now.\n# TYPE b gauge\nb 1\n`;
  assert.equal(
    mergeMetrics("worker", [
      { name: "1", text: text(3) },
      { name: "2", text: text(4, "# HELP c Only here.\n# TYPE c gauge\n") },
    ]),
    `# HELP a_total Things.
# TYPE a_total counter
a_total{worker="1",kind="x y"} 3
a_total{worker="2",kind="x y"} 4
# HELP b Now.
# TYPE b gauge
b{worker="1"} 1
b{worker="2"} 1
# HELP c Only here.
# TYPE c gauge
`,
  );
  assert.equal(mergeMetrics("worker", []), "\n");
});
