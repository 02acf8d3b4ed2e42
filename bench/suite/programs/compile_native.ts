import { fileURLToPath } from "node:url";

/** Compiles one of the programs in `native/` into a directory and returns where it is; throws with what the compiler says. */
export async function compileNative(
  name: "mock_upstream" | "stream_load",
  { compiler, directory }: { compiler: string; directory: string },
): Promise<string> {
  const sources = fileURLToPath(new URL(`../native/${name}`, import.meta.url));
  const files = [...Deno.readDirSync(sources)].map((entry) => entry.name).filter((file) => file.endsWith(".c"));
  const program = `${directory}/${name}`;
  const { success, stderr } = await new Deno.Command(compiler, {
    args: ["-O2", "-Wall", "-Wextra", "-o", program, ...files.toSorted()],
    cwd: sources,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`${name} does not compile:\n${new TextDecoder().decode(stderr).trim()}`);
  return program;
}
