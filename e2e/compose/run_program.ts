/** Runs a program and returns what it wrote; throws with everything that it said when it fails. */
export async function runProgram(
  program: string,
  args: string[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  const output = decoder.decode(stdout);
  if (!success) throw new Error(`${program} ${args.join(" ")} failed:\n${output}${decoder.decode(stderr)}`);
  return output;
}
