/** Whether the file at a repository path is a test, or serves tests alone: in a `testing` folder, or a suite's file. */
export function isTestFile(path: string): boolean {
  return /(_test|_suite)\.tsx?$/.test(path) || /(^|\/)(testing|e2e)\//.test(path);
}

/** Whether the file stands outside what is shipped: tests, tools, benchmarks, and the one-process launcher. */
export function isToolFile(path: string): boolean {
  return isTestFile(path) || /^(start|tools|bench)\//.test(path);
}
