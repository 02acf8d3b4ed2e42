import type { Clock } from "../../shared/time/clock.ts";

/** Why a credential is left alone while there is another. */
export type CoolingReason = "rate_limited" | "authentication";

export interface CredentialUse {
  credentialId: string;
  /** Null: whatever the model. */
  model: string | null;
}

/** A credential that cools. */
export interface Cooling extends CredentialUse {
  untilMs: number;
  reason: CoolingReason;
  /** The secret that was refused: another one under the same id is another key. Null where any is meant. */
  secret: string | null;
  /** Until when it cools as far as others were told. */
  toldUntilMs: number;
}

/**
 * Credentials that a provider has told to slow down, by model, and those that it does not know: both say something about
 * our credential and not about the target. A cooling credential is used only where there is no other, and then the one
 * first that has cooled the most.
 */
export class CredentialCooling {
  readonly #clock: Clock;
  readonly #coolings = new Map<string, Cooling>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Leaves a credential alone for `coolMs` milliseconds, at most 10 minutes; what is known to last longer does. True when
   * it lasts a second longer by now than others were told: then they are to be told.
   */
  cool({ credentialId, model }: CredentialUse, coolMs: number, why: Pick<Cooling, "reason" | "secret">): boolean {
    const key = keyOf(credentialId, model);
    const nowMs = this.#clock.monotonic();
    const untilMs = nowMs + Math.min(coolMs, COOL_MS_MAX);
    const before = this.#coolings.get(key);
    const isSame = before !== undefined && before.secret === why.secret;
    if (isSame && untilMs <= before.untilMs) return false;
    const toldMs = isSame ? Math.max(before.toldUntilMs, nowMs) : nowMs;
    const isNews = untilMs - toldMs >= TOLD_MS_MIN;
    this.#coolings.delete(key);
    if (this.#coolings.size >= COOLING_MAX) this.#makeRoom(nowMs);
    this.#coolings.set(key, { credentialId, model, ...why, untilMs, toldUntilMs: isNews ? untilMs : toldMs });
    return isNews;
  }

  /** How long a credential is yet to be left alone for a model, milliseconds; 0 when it is not. `secret`: its present one. */
  leftMs(credentialId: string, model: string, secret: string): number {
    if (this.#coolings.size === 0) return 0;
    const ofModel = this.#left(keyOf(credentialId, model), secret);
    return Math.max(ofModel, this.#left(keyOf(credentialId, null), secret));
  }

  /** Everything that cools. */
  list(): (Cooling & { leftMs: number })[] {
    const nowMs = this.#clock.monotonic();
    this.#dropCooled(nowMs);
    return [...this.#coolings.values()].map((cooling) => ({ ...cooling, leftMs: cooling.untilMs - nowMs }));
  }

  #left(key: string, secret: string): number {
    const cooling = this.#coolings.get(key);
    if (cooling === undefined) return 0;
    const leftMs = cooling.untilMs - this.#clock.monotonic();
    if (leftMs <= 0) this.#coolings.delete(key);
    return cooling.secret === null || cooling.secret === secret ? Math.max(0, leftMs) : 0;
  }

  /** Models come from clients: made-up ones must not fill the memory. */
  #makeRoom(nowMs: number): void {
    this.#dropCooled(nowMs);
    if (this.#coolings.size < COOLING_MAX) return;
    const [oldest] = this.#coolings.keys();
    this.#coolings.delete(oldest!);
  }

  #dropCooled(nowMs: number): void {
    for (const [key, { untilMs }] of this.#coolings) if (untilMs <= nowMs) this.#coolings.delete(key);
  }
}

function keyOf(credentialId: string, model: string | null): string {
  return model === null ? credentialId : `${credentialId} ${model}`;
}

/** A shorter time is over before others have heard of it. */
const TOLD_MS_MIN = 1_000;
const COOL_MS_MAX = 600_000;
const COOLING_MAX = 10_000;
