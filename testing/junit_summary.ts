/** How many tests there were, by their end. */
export interface TestCounts {
  passed: number;
  failed: number;
  ignored: number;
}

/**
 * Counts the tests of Deno's JUnit report, steps included; null: there is no report, because no test was reached.
 * A module that fails outside of its tests is in no report: `succeeded`, from the exit code, accounts for it.
 */
export function junitSummary(report: string | null, succeeded: boolean): TestCounts {
  const counts = { passed: 0, failed: 0, ignored: 0 };
  // Text inside of the elements is escaped, so that nothing but an element looks like one.
  for (const [element] of (report ?? "").matchAll(/<testsuite\s[^>]*>/g)) {
    const count = (name: string) => Number(element.match(new RegExp(`\\s${name}="(\\d+)"`))?.[1] ?? 0);
    const failed = count("failures") + count("errors");
    counts.failed += failed;
    counts.ignored += count("disabled");
    counts.passed += count("tests") - failed - count("disabled");
  }
  if (!succeeded && counts.failed === 0) counts.failed = 1;
  return counts;
}
