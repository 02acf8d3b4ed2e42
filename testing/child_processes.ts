/**
 * The processes that a living one has started and that have not ended, those of all its threads, by rising id. Linux alone;
 * of a process that is gone there are none.
 */
export function childrenOf(processId: number): number[] {
  try {
    return [...Deno.readDirSync(`/proc/${processId}/task`)].flatMap(({ name }) =>
      Deno.readTextFileSync(`/proc/${processId}/task/${name}/children`).split(" ").filter(Boolean).map(Number)
    ).sort((one, other) => one - other);
  } catch {
    return [];
  }
}
