import assert from "node:assert/strict";
import { junitSummary } from "./junit_summary.ts";
import { test } from "./test.ts";

test("junitSummary() adds up what every file reports", () => {
  const report = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="8" failures="1" errors="1" time="0.1">
    <testsuite name="./a_test.ts" tests="5" disabled="1" errors="0" failures="1">
        <testcase name="bad"><failure message="&lt;testsuite tests=&quot;9&quot;&gt;">x</failure></testcase>
    </testsuite>
    <testsuite name="./b_test.ts" tests="3" disabled="0" errors="1" failures="0"></testsuite>
</testsuites>`;
  assert.deepEqual(junitSummary(report, false), { passed: 5, failed: 2, ignored: 1 });
});

test("junitSummary() counts a failure that no report tells of", () => {
  const passing = '<testsuite name="./a_test.ts" tests="2" disabled="0" errors="0" failures="0"></testsuite>';
  assert.deepEqual(junitSummary(passing, true), { passed: 2, failed: 0, ignored: 0 });
  assert.deepEqual(junitSummary(passing, false), { passed: 2, failed: 1, ignored: 0 });
  assert.deepEqual(junitSummary(null, false), { passed: 0, failed: 1, ignored: 0 });
});
