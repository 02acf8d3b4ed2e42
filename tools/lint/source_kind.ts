/**
 * Whether the file at a repository path is a test, or serves tests alone: in a folder `testing`, `e2e` or `contract` (the
 * suites that every implementation of an interface must pass), or named as a suite.
 */
export function isTestFile(path: string): boolean {
  return /(_test|_suite|_contract)\.tsx?$/.test(path) || /(^|\/)(testing|e2e|contract)\//.test(path);
}

/** Whether the file stands outside what is shipped: tests, tools, benchmarks, and the one-process launcher. */
export function isToolFile(path: string): boolean {
  return isTestFile(path) || /^(start|tools|bench)\//.test(path);
}
