/** The process that this one has started with these words in its command line. Throws when there is not exactly one. */
export function deploymentProcess(words: string): number {
  const found: number[] = [];
  for (const { name } of Deno.readDirSync(`/proc/self/task`)) {
    const children = Deno.readTextFileSync(`/proc/self/task/${name}/children`).split(" ").filter(Boolean);
    for (const child of children) {
      const command = Deno.readTextFileSync(`/proc/${child}/cmdline`).replaceAll("\0", " ");
      if (command.includes(words)) found.push(Number(child));
    }
  }
  if (found.length !== 1) throw new Error(`${found.length} processes of this one run ${words}`);
  return found[0]!;
}
