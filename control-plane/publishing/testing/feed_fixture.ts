import { uuidv7 } from "../../../shared/identifiers/uuid.ts";
import { hashConfigContent } from "../../../shared/configuration/revision_hash.ts";
import { MemoryLogger } from "../../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../../shared/time/clock.ts";
import { forgetfulMemoryTransport } from "../../../shared/transport/memory/memory_transport.ts";
import { withDatabase } from "../../../testing/services.ts";
import { openDatabase } from "../../database.ts";
import { PostgresOutbox } from "../outbox.ts";

/** A database with one tenant, one project and one provider, and a feed in memory that can be made to forget. */
export async function feedFixture() {
  const database = await withDatabase();
  const { db, close } = openDatabase(database.url, { connectionsMax: 6 });
  const transport = forgetfulMemoryTransport({ clock: systemClock });
  const logger = new MemoryLogger();
  const outbox = new PostgresOutbox();
  const dependencies = { db, transport, clock: systemClock, logger, outbox };
  const epoch = uuidv7(Date.now());
  const bytes = new Uint8Array([1]);
  await db.installation.create({
    data: { feedEpoch: epoch, canaryCiphertext: bytes, canaryWrappedKey: bytes, canaryMasterKeyId: "k1" },
  });
  const tenant = await db.tenant.create({ data: { slug: "acme", name: "Acme" } });
  const project = await db.project.create({ data: { tenantId: tenant.id, name: "Chat" } });
  const provider = await db.provider.create({ data: { tenantId: tenant.id, name: "mock", kind: "MOCK" } });
  return {
    ...dependencies,
    dependencies,
    databaseUrl: database.url,
    epoch,
    tenant,
    project,
    provider,
    async [Symbol.asyncDispose]() {
      await transport.close();
      await close();
      await database.drop();
    },
  };
}

export type FeedFixture = Awaited<ReturnType<typeof feedFixture>>;

/** Inserts a key that the outbox says nothing of. */
export async function insertApiKey({ db, tenant, project }: FeedFixture, keyId: string) {
  const data = { keyId, sha256: new Uint8Array(32), tenantId: tenant.id, projectId: project.id, name: keyId };
  return await db.apiKey.create({ data });
}

export async function insertCredential({ db, tenant, provider }: FeedFixture) {
  const bytes = new Uint8Array([1, 2, 3]);
  return await db.credential.create({
    data: {
      tenantId: tenant.id,
      providerId: provider.id,
      ciphertext: bytes,
      wrappedKey: bytes,
      masterKeyId: "k1",
      hint: "abcd",
    },
  });
}

export async function insertRevision({ db, tenant }: FeedFixture, number: number) {
  const content = {
    schema: 1 as const,
    tenantId: tenant.id,
    timeZone: "UTC",
    projects: [],
    routes: [],
    policies: [],
    providers: [],
    priceOverrides: [],
    priceBookDigest: `book-${number}`,
  };
  return await db.revision.create({
    data: { tenantId: tenant.id, number, hash: hashConfigContent(content), document: content },
  });
}
