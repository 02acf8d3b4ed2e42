import type { Clock } from "../../shared/time/clock.ts";

/**
 * Credentials that a provider has told to slow down, by model: a 429 says something about our credential and not about
 * the target. A cooling credential is used only where there is no other. Kept by this process alone.
 */
export class CredentialCooling {
  readonly #clock: Clock;
  readonly #until = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `retryAfterMs`: what the provider asked for; default 5 s, at most 10 minutes. */
  cool(credentialId: string, model: string, retryAfterMs: number | null): void {
    // Models come from clients: made-up ones must not fill the memory.
    if (this.#until.size >= COOLING_MAX) this.#until.clear();
    const coolMs = Math.min(retryAfterMs ?? COOL_MS, COOL_MS_MAX);
    this.#until.set(`${credentialId} ${model}`, this.#clock.monotonic() + coolMs);
  }

  isCooling(credentialId: string, model: string): boolean {
    if (this.#until.size === 0) return false;
    const key = `${credentialId} ${model}`;
    const until = this.#until.get(key);
    if (until === undefined) return false;
    if (until > this.#clock.monotonic()) return true;
    this.#until.delete(key);
    return false;
  }
}

const COOL_MS = 5_000;
const COOL_MS_MAX = 600_000;
const COOLING_MAX = 10_000;
