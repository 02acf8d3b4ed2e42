import type { Denial, ReplayedOutcome, ReplayUnknown } from "./replayed_outcome.ts";

/** Requests of one group, and some of them by their ids. */
export interface ReplayGroup {
  requests: number;
  /** At most 100, the oldest first. */
  examples: string[];
}

export interface TargetChange extends ReplayGroup {
  /** `provider/model`. */
  from: string;
  to: string;
}

export interface DenialGroup extends ReplayGroup {
  denial: Denial;
}

export interface UnknownGroup extends ReplayGroup {
  unknown: ReplayUnknown;
}

/** Costs and latencies of one side of the comparison. */
export interface ReplaySide {
  served: number;
  denied: number;
  nanoUsd: number;
  unpriced: number;
  /** Of how many the tokens, and so the cost, are estimated. */
  estimated: number;
  /** Milliseconds to the last byte; null where nothing is known. */
  p50Ms: number | null;
  p95Ms: number | null;
  /** Of how many nobody knows how long they would take. */
  latencyUnknown: number;
}

export interface ReplayComparison {
  /** That could be told, on both sides. */
  compared: number;
  /** The same target, or denied on both sides. */
  unchanged: number;
  changedTargets: TargetChange[];
  newDenials: DenialGroup[];
  noLongerDenied: DenialGroup[];
  unknown: UnknownGroup[];
  before: ReplaySide;
  after: ReplaySide;
}

const EXAMPLES_MAX = 100;

/** Gathers what two sides make of each request. */
export class ReplaySummary {
  #compared = 0;
  #unchanged = 0;
  readonly #changed = new Groups<TargetChange>();
  readonly #denied = new Groups<DenialGroup>();
  readonly #freed = new Groups<DenialGroup>();
  readonly #unknown = new Groups<UnknownGroup>();
  readonly #before = new Side();
  readonly #after = new Side();

  add(id: string, before: ReplayedOutcome, after: ReplayedOutcome): void {
    const unknown = before.state === "unknown" ? before : after.state === "unknown" ? after : null;
    if (unknown !== null) return this.unknown(id, unknown.unknown);
    this.#compared++;
    this.#before.add(before);
    this.#after.add(after);
    if (before.state === "served" && after.state === "served") {
      if (before.target === after.target) return void this.#unchanged++;
      const { target: from } = before;
      const { target: to } = after;
      return this.#changed.add(`${from}\n${to}`, id, { from, to });
    }
    if (before.state === after.state) return void this.#unchanged++;
    if (after.state === "denied") return this.#denied.add(denialName(after.denial), id, { denial: after.denial });
    if (before.state === "denied") this.#freed.add(denialName(before.denial), id, { denial: before.denial });
  }

  /** A request of which nothing can be told. */
  unknown(id: string, unknown: ReplayUnknown): void {
    this.#unknown.add(`${unknown.reason} ${unknown.field ?? ""}`, id, { unknown });
  }

  finish(): ReplayComparison {
    return {
      compared: this.#compared,
      unchanged: this.#unchanged,
      changedTargets: this.#changed.sorted(),
      newDenials: this.#denied.sorted(),
      noLongerDenied: this.#freed.sorted(),
      unknown: this.#unknown.sorted(),
      before: this.#before.finish(),
      after: this.#after.finish(),
    };
  }
}

class Groups<Group extends ReplayGroup> {
  readonly #groups = new Map<string, Group>();

  add(name: string, id: string, as: Omit<Group, keyof ReplayGroup>): void {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = { ...as, requests: 0, examples: [] } as unknown as Group;
      this.#groups.set(name, group);
    }
    group.requests++;
    if (group.examples.length < EXAMPLES_MAX) group.examples.push(id);
  }

  /** The largest first. */
  sorted(): Group[] {
    return [...this.#groups.values()].sort((a, b) => b.requests - a.requests);
  }
}

class Side {
  readonly #latencies: number[] = [];
  readonly #side = { served: 0, denied: 0, nanoUsd: 0, unpriced: 0, estimated: 0, latencyUnknown: 0 };

  add(outcome: ReplayedOutcome): void {
    const side = this.#side;
    if (outcome.state === "denied") side.denied++;
    if (outcome.state !== "served") return;
    const { nanoUsd, isEstimated, totalMs } = outcome;
    side.served++;
    if (nanoUsd === null) side.unpriced++;
    else side.nanoUsd += nanoUsd;
    if (isEstimated) side.estimated++;
    if (totalMs === null) side.latencyUnknown++;
    else this.#latencies.push(totalMs);
  }

  finish(): ReplaySide {
    const sorted = this.#latencies.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
    return { ...this.#side, p50Ms: at(0.5), p95Ms: at(0.95) };
  }
}

function denialName({ code, policyId, limit }: Denial): string {
  return `${code} ${policyId} ${limit}`;
}
