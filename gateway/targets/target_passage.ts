import type { ProviderKind } from "../../shared/contracts/provider_kind.ts";
import type { CircuitPass, PassOutcome } from "./circuit.ts";
import type { KnownTarget } from "./known_target.ts";
import type { TargetHealth } from "./target_health.ts";

/** A target as its health is kept: one model of one provider of one tenant. */
export interface TargetIdentity {
  tenantId: string;
  provider: string;
  providerKind: ProviderKind;
  model: string;
}

/** One attempt as far as its target's health goes. `ended` must be called, however it ends; what comes after is ignored. */
export class TargetPassage {
  readonly #health: TargetHealth;
  readonly #identity: TargetIdentity;
  /** Of a target that nothing is known of yet it is what a new circuit would give. */
  readonly #pass: CircuitPass;
  #known: KnownTarget | undefined;
  #isOver = false;

  constructor(health: TargetHealth, identity: TargetIdentity, known: KnownTarget | undefined, nowMs: number) {
    this.#health = health;
    this.#identity = identity;
    this.#known = known;
    this.#pass = known?.circuit.enter(nowMs) ?? { generation: 0, isProbe: false };
  }

  /** The first content of a stream (`as: "streamed"`) or a whole answer is there, `latencyMs` after dispatch. */
  begun(as: "streamed" | "whole", latencyMs: number, nowMs: number): void {
    if (this.#isOver) return;
    const known = this.#know();
    known[as].add(latencyMs, nowMs);
    if (known.circuit.begun(this.#pass, nowMs)) this.#health.turned(known, nowMs);
  }

  ended(outcome: PassOutcome, nowMs: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // Models come from clients: one that was never answered, and does not exist perhaps, is not worth remembering.
    if (this.#known === undefined && UNREMEMBERED.has(outcome)) return;
    const known = this.#know();
    if (known.circuit.end(this.#pass, outcome, nowMs)) this.#health.turned(known, nowMs);
  }

  #know(): KnownTarget {
    return this.#known ??= this.#health.know(this.#identity);
  }
}

const UNREMEMBERED: ReadonlySet<PassOutcome> = new Set<PassOutcome>([
  "left",
  "not_found",
  "invalid_request",
  "authentication",
  "rate_limited",
]);
