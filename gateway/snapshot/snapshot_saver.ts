import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";

/** Saves what changed, one tenant after the other, a short while after its first change. */
export class SnapshotSaver {
  readonly #options: { save: (tenantId: string) => Promise<void>; clock: Clock; logger: Logger; delayMs: number };
  readonly #due = new Set<string>();
  readonly #stopping = new AbortController();
  #saving: Promise<void> | null = null;
  #failed = false;

  /** `delayMs`: how long changes are gathered; default 250 ms. */
  constructor(
    options: { save: (tenantId: string) => Promise<void>; clock: Clock; logger: Logger; delayMs?: number },
  ) {
    this.#options = { delayMs: 250, ...options };
  }

  /** A tenant is due to be saved. */
  changed(tenantId: string): void {
    this.#due.add(tenantId);
    if (this.#stopping.signal.aborted) return;
    this.#saving ??= this.#saveSoon();
  }

  /** Tries again what could not be saved. */
  retry(): void {
    if (this.#due.size > 0) this.#saving ??= this.#saveSoon();
  }

  /** Saves what is due at once, and nothing after. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#saving;
    await this.#saveAll();
  }

  async #saveSoon(): Promise<void> {
    await this.#options.clock.delay(this.#options.delayMs, this.#stopping.signal).catch(() => {});
    await this.#saveAll();
    this.#saving = null;
    // What changed while the last one was being written.
    if (this.#due.size > 0 && !this.#failed && !this.#stopping.signal.aborted) this.#saving = this.#saveSoon();
  }

  async #saveAll(): Promise<void> {
    for (const tenantId of [...this.#due]) {
      this.#due.delete(tenantId);
      try {
        await this.#options.save(tenantId);
        this.#failed = false;
      } catch (error) {
        this.#due.add(tenantId);
        if (!this.#failed) this.#options.logger.warn("snapshot_not_saved", { tenantId, error });
        this.#failed = true;
      }
    }
  }
}
