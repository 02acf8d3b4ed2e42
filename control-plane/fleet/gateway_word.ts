import type { RevisionAcknowledgement } from "../../shared/contracts/config_revision.ts";
import type { GatewayHeartbeat } from "../../shared/transport/fleet.ts";

/**
 * How a living gateway stands to a tenant's revision.
 *
 * - `applied`: it serves that revision, or a later one · `behind`: it serves an earlier one
 * - `refused`: it could not use that revision and keeps the one it had
 * - `idle`: it never was asked for the tenant, and loads the current revision with the first request
 */
export type GatewayState = "applied" | "behind" | "refused" | "idle";

/** A living gateway and what it said last of a tenant's revisions. */
export interface GatewayWord {
  heartbeat: GatewayHeartbeat;
  state: GatewayState;
  /** Its last word; null while it is idle. */
  word: RevisionAcknowledgement | null;
}

/** Every living gateway's stand to revision `number` of a tenant, by instance. Words of gateways that are gone are left out. */
export function gatewayWords(
  alive: readonly GatewayHeartbeat[],
  acknowledgements: readonly RevisionAcknowledgement[],
  number: number,
): GatewayWord[] {
  const words = new Map(acknowledgements.map((word) => [word.instance, word]));
  return alive.toSorted((a, b) => a.instance < b.instance ? -1 : 1).map((heartbeat) => {
    const word = words.get(heartbeat.instance) ?? null;
    return { heartbeat, word, state: stateOf(word, number) };
  });
}

/** Whether nothing more is to be waited for: everyone who serves the tenant has applied the revision or refused it. */
export function isConverged(words: readonly GatewayWord[]): boolean {
  return words.every(({ state }) => state !== "behind");
}

function stateOf(word: RevisionAcknowledgement | null, number: number): GatewayState {
  if (word === null) return "idle";
  if (word.number < number) return "behind";
  return word.status;
}

/** What a refusal means, and what to do. */
export function refusalSentence({ reason, build }: Pick<RevisionAcknowledgement, "reason" | "build">): string {
  switch (reason) {
    case "unsupported_schema":
      return `Its build (${build}) is older than the revision's schema: update the gateway. It serves the revision before.`;
    case "invalid":
    case undefined:
      return "It found the revision damaged or not what its hash says: publish again. It serves the revision before.";
  }
}
