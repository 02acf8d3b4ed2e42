import type { Convergence } from "./watch_convergence.ts";

/** How far gateways have come, in a sentence for everybody, those who hear the page too. */
export function convergenceSentence(
  { revision, applied, pending, refused, idle, converged, final }: Convergence,
): string {
  const told = [
    `${counted(applied, "gateway serves", "gateways serve")} revision ${revision}`,
    pending > 0 && `${pending} still behind`,
    refused > 0 && `${refused} refused it`,
    idle > 0 && `${idle} idle`,
  ].filter(Boolean).join(", ");
  if (converged) return refused > 0 ? `${told}: look at what they say.` : `${told}: all have converged.`;
  return final ? `${told}: watching has ended.` : `${told} …`;
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count === 0 ? "No" : count} ${count === 0 ? one : many}`;
}
