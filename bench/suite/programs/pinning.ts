/** Whether processes keep to cores of their own, see `pinTo()`. */
let cores: { party: string; others: string } | null = null;

/** From now on what is measured runs on the last `partyCores` cores and everything else on the first ones. */
export function pinTo({ partyCores }: { partyCores: number }): void {
  const count = navigator.hardwareConcurrency;
  const first = Math.max(1, count - partyCores);
  cores = { party: `${first}-${count - 1}`, others: `0-${first - 1}` };
}

/** A command as it is run: on its cores, where there was said to be any. */
export function pinned(command: readonly string[], { isParty }: { isParty: boolean }): string[] {
  if (cores === null) return [...command];
  return ["taskset", "-c", isParty ? cores.party : cores.others, ...command];
}
