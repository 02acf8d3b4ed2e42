import type { ConfigRevision } from "../../shared/contracts/config_revision.ts";
import type { SealedCredential } from "../../shared/contracts/credential.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { ConfigFeed } from "../../shared/transport/config_feed.ts";
import type { CredentialFeed } from "../../shared/transport/credential_feed.ts";
import type { FeedAnswer } from "../../shared/transport/feed_answer.ts";
import type { Vault } from "../../shared/vault/vault.ts";
import type { StoredTenant } from "./disk_snapshot.ts";
import { inParallel } from "./in_parallel.ts";
import { indexRevision } from "./index_revision.ts";
import { LruMap } from "./lru_map.ts";
import type { NewerEntries } from "./newer_entries.ts";
import { OpenedCredentials } from "./opened_credentials.ts";
import { readRevision } from "./read_revision.ts";
import type { RevisionAcknowledger } from "./revision_acknowledger.ts";
import { SingleFlight } from "./single_flight.ts";
import type { TenantSnapshot } from "./snapshot.ts";

export interface TenantCacheOptions {
  configFeed: Pick<ConfigFeed, "get">;
  credentialFeed: Pick<CredentialFeed, "getAll">;
  vault: Pick<Vault, "open">;
  clock: Clock;
  logger: Logger;
  acknowledger: RevisionAcknowledger;
  newerEntries: Pick<NewerEntries, "read">;
  /** Tenants held; the longest unused go first. Default 2,000. */
  tenantsMax?: number;
  /** What the disk knows of a tenant, for when the feed does not answer. */
  stored: (tenantId: string) => Promise<StoredTenant | null>;
  /** A tenant is not what it was: it is due to be saved. */
  onChange: (tenantId: string) => void;
  /** A revision is served from now on. */
  onServed?: ((revision: ConfigRevision) => void) | undefined;
}

/** The tenants that this gateway serves: current revision and opened credentials, kept as the feed has them. */
export class TenantCache {
  readonly #options: TenantCacheOptions;
  readonly #held: LruMap<string, HeldTenant>;
  /** Tenants without a revision, and until when that is believed. */
  readonly #misses = new LruMap<string, number>(MISSES_MAX);
  /** Tenants that the whole feed did not have: what a disk still says of them is void. */
  readonly #gone = new LruMap<string, true>(MISSES_MAX);
  /** Held tenants of which the latest is not known. */
  readonly #due = new Set<string>();
  readonly #loads = new SingleFlight();
  #turn = 0;

  constructor(options: TenantCacheOptions) {
    this.#options = options;
    this.#held = new LruMap(options.tenantsMax ?? 2_000, (tenantId) => this.#due.delete(tenantId));
  }

  get size(): number {
    return this.#held.size;
  }

  /** A tenant's revision as it is held, or as the feed or the disk has it. */
  lookup(tenantId: string): TenantSnapshot | null | Promise<TenantSnapshot | null> {
    const held = this.#held.get(tenantId);
    if (held?.snapshot) return held.snapshot;
    const untilMs = this.#misses.get(tenantId);
    if (untilMs !== undefined && untilMs > this.#options.clock.monotonic()) return null;
    return this.#lookupInFeed(tenantId);
  }

  secret(tenantId: string, credentialId: string): string | null {
    return this.#held.peek(tenantId)?.credentials.secret(credentialId) ?? null;
  }

  /** Takes in a tenant from the disk. Never rejects. */
  async restore(stored: StoredTenant): Promise<void> {
    const held = this.#held.peek(stored.tenantId) ?? newTenant();
    this.#takeStored(held, stored);
    held.credentials = await held.credentials.replace(stored.credentials, this.#options);
    this.#held.set(stored.tenantId, held);
  }

  /** What of a tenant belongs on disk: nothing that is opened. Null when it is not held. */
  toStore(tenantId: string): { revision: unknown; credentials: SealedCredential[] } | null {
    const held = this.#held.peek(tenantId);
    if (held === undefined) return null;
    return { revision: held.document, credentials: [...held.credentials.sealed.values()] };
  }

  /** Whether the feed said that a tenant has no revision. */
  isGone(tenantId: string): boolean {
    return this.#gone.peek(tenantId) !== undefined;
  }

  /** The feed announced a change of a tenant. */
  changed(tenantId: string): void {
    this.#misses.delete(tenantId);
    if (this.#held.peek(tenantId) !== undefined || this.#loads.isUnderWay(tenantId)) void this.reload(tenantId, true);
  }

  /** Reads a tenant anew. `acknowledge`: say what became of its revision even when it is the one held. Never rejects. */
  reload(tenantId: string, acknowledge: boolean): Promise<void> {
    return this.#loads.runAnew(tenantId, () => this.#load(tenantId, acknowledge));
  }

  /** Reads every held tenant anew. Never rejects. */
  reloadAll(): Promise<void> {
    return inParallel(this.#held.keys(), RELOADS_WIDTH, (tenantId) => this.reload(tenantId, true));
  }

  /** Reads anew what is due, and the next `count` tenants in turn. Never rejects. */
  refresh(count: number): Promise<void> {
    const next = this.#held.keys().slice(this.#turn, this.#turn + count);
    this.#turn = next.length < count ? 0 : this.#turn + count;
    return inParallel([...new Set([...this.#due, ...next])], RELOADS_WIDTH, (id) => this.reload(id, false));
  }

  /** Resolves when nothing is being read. */
  idle(): Promise<void> {
    return this.#loads.idle();
  }

  async #lookupInFeed(tenantId: string): Promise<TenantSnapshot | null> {
    await this.#loads.run(tenantId, () => this.#load(tenantId, true));
    const snapshot = this.#held.get(tenantId)?.snapshot ?? null;
    if (snapshot === null) this.#misses.set(tenantId, this.#options.clock.monotonic() + MISS_MS);
    return snapshot;
  }

  async #load(tenantId: string, acknowledge: boolean): Promise<void> {
    try {
      await this.#read(tenantId, acknowledge);
    } catch (error) {
      // What is held stays in service, and the next round tries again.
      this.#due.add(tenantId);
      this.#options.logger.error("tenant_not_loaded", { tenantId, error });
    }
  }

  async #read(tenantId: string, acknowledge: boolean): Promise<void> {
    const { configFeed, credentialFeed, stored } = this.#options;
    const [document, credentials] = await Promise.all([configFeed.get(tenantId), credentialFeed.getAll(tenantId)]);
    this.#due.delete(tenantId);
    const unknown = document.state === "unknown" || credentials.state === "unknown";
    if (unknown && this.#held.peek(tenantId) === undefined) {
      const found = await stored(tenantId);
      if (found !== null) await this.restore(found);
    }
    const held = this.#held.peek(tenantId) ?? newTenant();
    // Credentials first: a revision that names a new one must find it opened.
    await this.#takeCredentials(tenantId, held, credentials);
    await this.#takeDocument(tenantId, held, document, acknowledge);
    if (unknown && held.snapshot !== null) this.#due.add(tenantId);
  }

  async #takeCredentials(tenantId: string, held: HeldTenant, answer: FeedAnswer<SealedCredential[]>): Promise<void> {
    if (answer.state === "unknown") return;
    const before = held.credentials;
    const list = answer.state === "found" ? this.#understood(answer, before) : [];
    if (isSameList(before.sealed, list)) return;
    held.credentials = await before.replace(list, this.#options);
    if (this.#held.peek(tenantId) === held) this.#options.onChange(tenantId);
  }

  /** The feed's credentials; of those that are refused, what is held of them. */
  #understood(
    { value, newer = [] }: Extract<FeedAnswer<SealedCredential[]>, { state: "found" }>,
    held: OpenedCredentials,
  ): SealedCredential[] {
    const { newerEntries } = this.#options;
    for (const { credentialId } of value) {
      if (!newer.some(({ id }) => id === credentialId)) newerEntries.read("credential", credentialId, null);
    }
    for (const entry of newer) newerEntries.read("credential", entry.id, entry);
    return [...value, ...newer.flatMap(({ id, refused }) => refused ? held.sealed.get(id) ?? [] : [])];
  }

  async #takeDocument(
    tenantId: string,
    held: HeldTenant,
    answer: FeedAnswer<unknown>,
    acknowledge: boolean,
  ): Promise<void> {
    if (answer.state === "unknown") return;
    if (answer.state === "absent") {
      this.#gone.set(tenantId, true);
      this.#options.newerEntries.read("revision", tenantId, null);
      if (!this.#held.delete(tenantId)) return;
      this.#options.logger.warn("tenant_gone", { tenantId });
      return this.#options.onChange(tenantId);
    }
    const current = held.snapshot?.revision;
    const reading = readRevision(tenantId, answer.value);
    if (reading.state === "accepted") {
      const { number, hash } = reading.revision;
      // A store that was restored from its past does not take this gateway back with it.
      if (current !== undefined && number < current.number) return;
      if (current?.number !== number || current.hash !== hash) this.#apply(held, reading.revision, answer.value);
    } // One that was forgotten for want of room may still be on disk.
    else if (held.snapshot === null) await this.#takeLastGood(tenantId, held);
    const refused = reading.state === "accepted" ? null : { refused: true, detail: reading.detail };
    this.#options.newerEntries.read("revision", tenantId, refused);
    await this.#options.acknowledger.say(tenantId, reading, { repeat: acknowledge, serving: held.snapshot?.label });
  }

  async #takeLastGood(tenantId: string, held: HeldTenant): Promise<void> {
    const stored = await this.#options.stored(tenantId);
    if (stored !== null) this.#takeStored(held, stored);
    if (held.snapshot !== null) this.#held.set(tenantId, held);
  }

  #takeStored(held: HeldTenant, { tenantId, revision }: StoredTenant): void {
    if (revision === null) return;
    const reading = readRevision(tenantId, revision);
    if (reading.state === "accepted") {
      held.snapshot = indexRevision(reading.revision);
      held.document = revision;
      this.#options.onServed?.(reading.revision);
    } else this.#options.logger.warn("stored_revision_ignored", { tenantId, detail: reading.detail });
  }

  /** Puts a revision in service: whoever holds the one before keeps it to its request's end. */
  #apply(held: HeldTenant, revision: ConfigRevision, document: unknown): void {
    held.document = document;
    held.snapshot = indexRevision(revision);
    this.#held.set(revision.tenantId, held);
    this.#misses.delete(revision.tenantId);
    this.#gone.delete(revision.tenantId);
    this.#options.logger.info("revision_applied", { tenantId: revision.tenantId, revision: held.snapshot.label });
    this.#options.onChange(revision.tenantId);
    this.#options.onServed?.(revision);
  }
}

interface HeldTenant {
  snapshot: TenantSnapshot | null;
  /** The revision as it came, for the disk. */
  document: unknown;
  credentials: OpenedCredentials;
}

const MISS_MS = 1_000;
const MISSES_MAX = 10_000;
const RELOADS_WIDTH = 16;

function newTenant(): HeldTenant {
  return { snapshot: null, document: null, credentials: OpenedCredentials.none };
}

function isSameList(held: ReadonlyMap<string, SealedCredential>, list: readonly SealedCredential[]): boolean {
  return held.size === list.length && list.every((credential) => {
    const other = held.get(credential.credentialId);
    return other?.version === credential.version && other.state === credential.state &&
      other.ciphertext === credential.ciphertext && other.wrappedKey === credential.wrappedKey;
  });
}
