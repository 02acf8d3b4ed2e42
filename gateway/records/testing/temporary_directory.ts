/** Runs with a directory of its own, and removes it. */
export async function inTemporaryDirectory(run: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir({ prefix: "perpetuo-test-" });
  try {
    await run(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}
