/**
 * Remembers which presented values have proved to be which key's secret, so that a busy client is hashed once and not at
 * every request. It proves possession only: whether the key may be used is asked anew each time.
 */
export class AuthorizationCache {
  readonly #proven = new Map<string, ProvenKey>();

  get(presented: string): ProvenKey | undefined {
    return this.#proven.get(presented);
  }

  /** Only values that were proved are kept: made-up ones must not push out real ones. */
  remember(presented: string, key: ProvenKey): void {
    if (this.#proven.size >= REMEMBERED_MAX) {
      // The one that came first; a busy client is back with its next request.
      for (const oldest of this.#proven.keys()) {
        this.#proven.delete(oldest);
        break;
      }
    }
    this.#proven.set(presented, key);
  }
}

export interface ProvenKey {
  keyId: string;
  /** What the value hashed to: another one in the directory by now means that it has to be proved again. */
  sha256: string;
}

const REMEMBERED_MAX = 10_000;
