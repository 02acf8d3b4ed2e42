/**
 * Says everything that keeps a deployable from starting, a line each, and ends the process with exit code 1.
 *
 * `deployable` is its name as people know it (`gateway`). `terminal` is a test's way in.
 */
export function refuseToStart(
  deployable: string,
  problems: readonly string[],
  terminal: { write: (text: string) => void; exit: (code: number) => never } = processTerminal,
): never {
  const lines = problems.length === 1
    ? [`The ${deployable} cannot start: ${problems[0]}`]
    : [`The ${deployable} cannot start:`, ...problems.map((problem) => `  - ${problem}`)];
  terminal.write(`${lines.join("\n")}\n`);
  return terminal.exit(1);
}

const processTerminal = {
  write: (text: string) => {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  },
  exit: (code: number): never => Deno.exit(code),
};
