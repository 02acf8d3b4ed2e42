/** Declares a test with Deno's leak sanitizers on: they are off by default since Deno 2.8. */
export function test(name: string, fn: (context: Deno.TestContext) => void | Promise<void>): void {
  Deno.test({ name, sanitizeOps: true, sanitizeResources: true, sanitizeExit: true, fn });
}
