import { join } from "node:path";
import { z } from "zod";
import { apiKeyEntry, readApiKeyEntry } from "../../shared/contracts/api_key.ts";
import { readSealedCredential, sealedCredential } from "../../shared/contracts/credential.ts";
import { uuid } from "../../shared/contracts/identifiers.ts";
import type { NewerReading } from "../../shared/contracts/read_newer.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";

/** What a disk keeps of one tenant: sealed credentials and hashes of keys, nothing that opens anything. */
export const storedTenant = z.strictObject({
  schema: z.literal(1),
  tenantId: uuid,
  /** The revision's document as it came, so that its hash can be checked again. */
  revision: z.unknown(),
  credentials: z.array(sealedCredential),
  keys: z.array(apiKeyEntry),
});
export type StoredTenant = z.infer<typeof storedTenant>;

const storedDocument = storedTenant.extend({ credentials: z.array(z.unknown()), keys: z.array(z.unknown()) }).strip();

/** The last good state of each tenant, a file each, from which a gateway starts when nothing else answers. */
export class DiskSnapshot {
  readonly #directory: string;
  readonly #instance: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #writes = 0;

  /** `instance`: this process among all on the directory, of whatever machine or container. */
  constructor(options: { directory: string; instance: string; clock: Clock; logger: Logger }) {
    this.#directory = options.directory;
    this.#instance = options.instance;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** The tenants stored, most recently written first, at most `tenantsMax`. Never rejects: what cannot be read is left out. */
  async readAll(tenantsMax: number): Promise<StoredTenant[]> {
    const files = await this.#list().catch((error) => {
      this.#logger.warn("snapshot_not_listed", { error });
      return [];
    });
    const tenants: StoredTenant[] = [];
    for (const { tenantId } of files.slice(0, tenantsMax)) {
      const tenant = await this.read(tenantId);
      if (tenant !== null) tenants.push(tenant);
    }
    return tenants;
  }

  /** One tenant; null when there is none, or it is damaged. Never rejects. */
  async read(tenantId: string): Promise<StoredTenant | null> {
    if (!uuid.safeParse(tenantId).success) return null;
    try {
      const parsed = storedDocument.parse(JSON.parse(await Deno.readTextFile(this.#path(tenantId))));
      if (parsed.tenantId !== tenantId) throw new Error("it belongs to another tenant");
      // What a newer build has written here is read as if it came from the feed.
      const credentials = this.#understood(tenantId, parsed.credentials.map(readSealedCredential));
      return { ...parsed, credentials, keys: this.#understood(tenantId, parsed.keys.map(readApiKeyEntry)) };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) this.#logger.warn("snapshot_file_ignored", { tenantId, error });
      return null;
    }
  }

  /** Replaces a tenant's file as a whole: a kill at any moment leaves the old one or the new one. Throws when it cannot. */
  async write(tenant: StoredTenant): Promise<void> {
    await Deno.mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const path = this.#path(tenant.tenantId);
    // A name of its own: another process on this directory may write the same tenant. Containers share ids of processes.
    const temporary = `${path}.${this.#instance}-${++this.#writes}.new`;
    try {
      using file = await Deno.open(temporary, { createNew: true, write: true, mode: 0o600 });
      let rest = new TextEncoder().encode(JSON.stringify(tenant));
      while (rest.length > 0) rest = rest.subarray(await file.write(rest));
      await file.sync();
      await Deno.rename(temporary, path);
    } catch (error) {
      await Deno.remove(temporary).catch(() => {});
      throw error;
    }
  }

  /** Forgets a tenant. */
  async remove(tenantId: string): Promise<void> {
    await Deno.remove(this.#path(tenantId)).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }

  #understood<T>(tenantId: string, readings: NewerReading<T>[]): T[] {
    return readings.flatMap((reading) => {
      if (reading.ok) return [reading.value];
      this.#logger.warn("snapshot_entry_ignored", { tenantId, detail: reading.detail });
      return [];
    });
  }

  #path(tenantId: string): string {
    return join(this.#directory, `${tenantId}.json`);
  }

  async #list(): Promise<{ tenantId: string; writtenMs: number }[]> {
    const files: { tenantId: string; writtenMs: number }[] = [];
    try {
      for await (const { name } of Deno.readDir(this.#directory)) {
        const path = join(this.#directory, name);
        const tenantId = name.slice(0, -".json".length);
        const isTenant = name.endsWith(".json") && uuid.safeParse(tenantId).success;
        if (!isTenant && !name.endsWith(".new")) continue;
        const writtenMs = (await Deno.stat(path)).mtime?.getTime() ?? 0;
        if (isTenant) files.push({ tenantId, writtenMs });
        // Half-written by a process that was killed.
        else if (writtenMs < this.#clock.now() - LEFTOVER_MS) await Deno.remove(path);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return files.sort((one, other) => other.writtenMs - one.writtenMs);
  }
}

/** What is being written now is younger than this. */
const LEFTOVER_MS = 60_000;
