import type { FeedKind } from "../../prisma/generated/client/enums.ts";
import type { Transaction } from "../database.ts";

/** What changed and must reach the gateways: the row's id, never its content, which is read when it is delivered. */
export interface OutboxEntry {
  kind: FeedKind;
  tenantId: string;
  /** The id of the Revision, Credential or ApiKey row. */
  entityId: string;
}

/** Takes changes that must reach the gateways. */
export interface Outbox {
  /**
   * Puts a change into the outbox, in the caller's own transaction: both happen, or neither.
   * The workers of every process hear of it when the transaction commits.
   */
  enqueue(transaction: Transaction, entry: OutboxEntry): Promise<void>;

  /** Wakes this process's worker at once; call it after the commit. Only spares a few milliseconds. */
  poke(): void;
}

/** The Postgres channel on which every control plane hears of new entries. */
export const OUTBOX_CHANNEL = "perpetuo_outbox";

/** The outbox table of the database. */
export class PostgresOutbox implements Outbox {
  readonly #listeners = new Set<() => void>();

  async enqueue(transaction: Transaction, entry: OutboxEntry): Promise<void> {
    const { kind, tenantId, entityId } = entry;
    await transaction.feedOutbox.create({ data: { kind, tenantId, entityId }, select: { id: true } });
    // Postgres holds the notification back until the commit, and tells it once however often it is made.
    await transaction.$executeRaw`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`;
  }

  poke(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` at every poke until closed. */
  onPoke(listener: () => void): { close(): void } {
    this.#listeners.add(listener);
    return { close: () => void this.#listeners.delete(listener) };
  }
}
