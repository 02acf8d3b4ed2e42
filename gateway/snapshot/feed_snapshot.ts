import type { ConfigRevision } from "../../shared/contracts/config_revision.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { FeedWatcher, Watch } from "../../shared/transport/feed_answer.ts";
import type { Transport } from "../../shared/transport/transport.ts";
import type { Vault } from "../../shared/vault/vault.ts";
import { DiskSnapshot } from "./disk_snapshot.ts";
import { FeedReach } from "./feed_reach.ts";
import { KeyCache } from "./key_cache.ts";
import { RevisionAcknowledger } from "./revision_acknowledger.ts";
import { SingleFlight } from "./single_flight.ts";
import { NewerEntries } from "./newer_entries.ts";
import type { KeyLookup, Snapshot, TenantSnapshot } from "./snapshot.ts";
import { SnapshotSaver } from "./snapshot_saver.ts";
import { TenantCache } from "./tenant_cache.ts";

export interface FeedSnapshotOptions {
  transport: Pick<Transport, "configFeed" | "credentialFeed" | "keyDirectory">;
  vault: Pick<Vault, "open">;
  clock: Clock;
  logger: Logger;
  /** Where the last good state is kept. */
  directory: string;
  instance: string;
  build: string;
  /** Tenants in memory. Default 2,000. */
  tenantsMax?: number;
  /** Keys in memory. Default 100,000. */
  keysMax?: number;
  /** For how long starting waits for a feed that answers, to bring what the disk had up to date. Default 10,000 ms. */
  startWaitMs?: number;
  /** Called with each revision that is served from now on. */
  onServed?: ((revision: ConfigRevision) => void) | undefined;
}

/**
 * The configuration as the feed has it: watched, loaded tenant by tenant when first asked for, kept on disk, and served
 * from the last good state while the feed is out of reach.
 */
export class FeedSnapshot implements Snapshot {
  readonly #options: FeedSnapshotOptions;
  readonly #disk: DiskSnapshot;
  readonly #saver: SnapshotSaver;
  readonly #reach: FeedReach;
  readonly #tenants: TenantCache;
  readonly #keys: KeyCache;
  /** What of the feed only a newer build understands. */
  readonly newerEntries: NewerEntries;
  readonly #stopping = new AbortController();
  readonly #reloads = new SingleFlight();
  readonly #watches: Watch[] = [];
  #rounds: Promise<void> = Promise.resolve();

  constructor(options: FeedSnapshotOptions) {
    const { transport, clock, logger } = options;
    this.#options = options;
    this.#disk = new DiskSnapshot(options);
    this.#saver = new SnapshotSaver({ save: (tenantId) => this.#save(tenantId), clock, logger });
    const onChange = (tenantId: string) => this.#saver.changed(tenantId);
    // Its watchers tell of what was missed; reading everything again is for a store that came back without a word.
    this.#reach = new FeedReach(transport.configFeed, () => this.#resync());
    this.newerEntries = new NewerEntries(logger);
    const { newerEntries } = this;
    this.#keys = new KeyCache({ ...options, directory: transport.keyDirectory, onChange, newerEntries });
    this.#tenants = new TenantCache({
      ...options,
      ...transport,
      onChange,
      newerEntries,
      stored: (tenantId) => this.#disk.read(tenantId),
      acknowledger: new RevisionAcknowledger({ ...options, configFeed: transport.configFeed }),
    });
  }

  get stale(): boolean {
    return !this.#reach.reachable;
  }

  /** Why requests cannot be served from here; null when they can. */
  get problem(): string | null {
    if (this.#reach.reachable || this.#tenants.size > 0) return null;
    return `no configuration is known and the feed cannot be reached (${this.#reach.problem})`;
  }

  /** How many tenants and keys are in memory. */
  get held(): { tenants: number; keys: number } {
    return { tenants: this.#tenants.size, keys: this.#keys.size };
  }

  /** Reads the disk, begins to watch, and brings everything up to date as far as the feed answers in time. */
  async start(): Promise<void> {
    const { clock, tenantsMax = 2_000, startWaitMs = 10_000 } = this.#options;
    for (const stored of await this.#disk.readAll(tenantsMax)) {
      await this.#tenants.restore(stored);
      for (const key of stored.keys) this.#keys.restore(key);
    }
    // Before anything is read: a change that comes between would be missed.
    this.#watch();
    const waited = new AbortController();
    const tooLong = clock.delay(startWaitMs, waited.signal).catch(() => {});
    const upToDate = this.#reach.probe().then((reachable) => reachable ? this.#reloadAll() : undefined);
    await Promise.race([upToDate, tooLong]);
    waited.abort();
    this.#rounds = this.#refreshForEver();
  }

  key(keyId: string): KeyLookup | Promise<KeyLookup> {
    return this.#keys.lookup(keyId);
  }

  tenant(tenantId: string): TenantSnapshot | null | Promise<TenantSnapshot | null> {
    return this.#tenants.lookup(tenantId);
  }

  secret(tenantId: string, credentialId: string): string | null {
    return this.#tenants.secret(tenantId, credentialId);
  }

  /** Ends watching and saves what is not saved yet. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const watch of this.#watches) watch.close();
    await this.#rounds;
    await Promise.all([this.#reloads.idle(), this.#tenants.idle(), this.#keys.idle()]);
    await this.#saver.stop();
  }

  #watch(): void {
    const { configFeed, credentialFeed, keyDirectory } = this.#options.transport;
    const tenants: FeedWatcher<{ tenantId: string }> = {
      changed: ({ tenantId }) => this.#tenants.changed(tenantId),
      resync: () => this.#resync(),
    };
    this.#watches.push(
      configFeed.watch(tenants),
      credentialFeed.watch(tenants),
      keyDirectory.watch({ changed: (change) => this.#keys.changed(change), resync: () => this.#resync() }),
    );
  }

  #resync(): void {
    if (!this.#stopping.signal.aborted) void this.#reloadAll();
  }

  /** Reads everything held anew; calls that come together, as after a reconnection, share it. */
  #reloadAll(): Promise<void> {
    return this.#reloads.runAnew("everything", async () => {
      await Promise.all([this.#tenants.reloadAll(), this.#keys.reloadAll()]);
    });
  }

  /** The net below the watches: what is due is tried again every second, and everything is read anew in about a minute. */
  async #refreshForEver(): Promise<void> {
    const { clock } = this.#options;
    while (!this.#stopping.signal.aborted) {
      await clock.delay(ROUND_MS, this.#stopping.signal).catch(() => {});
      if (this.#stopping.signal.aborted) return;
      this.#saver.retry();
      if (!await this.#reach.probe()) continue;
      await this.#tenants.refresh(Math.ceil(this.#tenants.size / ROUNDS));
      await this.#keys.refresh(Math.ceil(this.#keys.size / ROUNDS));
    }
  }

  async #save(tenantId: string): Promise<void> {
    const [held, stored] = [this.#tenants.toStore(tenantId), await this.#disk.read(tenantId)];
    const keys = new Map(this.#keys.entriesOf(tenantId).map((entry) => [entry.keyId, entry]));
    // Keys that memory had no room for, or that another process on this directory saw, stay known.
    for (const entry of stored?.keys ?? []) {
      const known = keys.get(entry.keyId);
      if (!this.#keys.isGone(entry.keyId) && (known?.keyVersion ?? 0) < entry.keyVersion) keys.set(entry.keyId, entry);
    }
    if (held === null && this.#tenants.isGone(tenantId)) return await this.#disk.remove(tenantId);
    const { revision, credentials } = held ?? stored ?? { revision: null, credentials: [] };
    await this.#disk.write({ schema: 1, tenantId, revision, credentials, keys: [...keys.values()] });
  }
}

const ROUND_MS = 1_000;
const ROUNDS = 60;
