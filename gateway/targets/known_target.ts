import { Circuit } from "./circuit.ts";
import { RecentLatency } from "./recent_latency.ts";
import type { TargetIdentity } from "./target_passage.ts";

/** What a gateway knows of one target. */
export interface KnownTarget {
  readonly key: string;
  readonly identity: TargetIdentity;
  readonly circuit: Circuit;
  /** Time to the first content of streams. */
  readonly streamed: RecentLatency;
  /** Time to whole answers, which depends on their length and so is kept apart. */
  readonly whole: RecentLatency;
}

/** Of this target nothing is known yet. */
export function newTarget(key: string, identity: TargetIdentity, random: () => number): KnownTarget {
  return {
    key,
    identity,
    circuit: new Circuit(random),
    streamed: new RecentLatency(),
    whole: new RecentLatency(),
  };
}

/** Names of providers hold no space, so that no two targets have one key. */
export function targetKey(tenantId: string, target: { provider: string; model: string }): string {
  return `${tenantId} ${target.provider} ${target.model}`;
}
