import { randomBytes } from "node:crypto";
import pg from "pg";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * What control planes wrote when 0008 was the newest migration, statement by statement: it knows no column, and no rule,
 * that came later.
 */
export class OldBuild {
  readonly #client: pg.Client;
  readonly ids = {
    tenant: newId(),
    user: newId(),
    project: newId(),
    provider: newId(),
    key: newId(),
    webhook: newId(),
  };
  #written = 0;
  #revisions = 0;

  constructor(client: pg.Client) {
    this.#client = client;
  }

  /** Records that were written so far. */
  get written(): number {
    return this.#written;
  }

  /** An installation with a tenant and everything that one has. */
  async install(): Promise<void> {
    const { tenant, user, project, provider, key, webhook } = this.ids;
    const updatedAt = new Date();
    const sealed = { ciphertext: randomBytes(40), wrappedKey: randomBytes(40), masterKeyId: "k1" };
    await this.#insert("Installation", {
      feedEpoch: newId(),
      canaryCiphertext: randomBytes(40),
      canaryWrappedKey: randomBytes(40),
      canaryMasterKeyId: "k1",
    });
    await this.#insert("User", { id: user, email: "owner@example.com", name: "Owner", updatedAt });
    await this.#insert("Tenant", { id: tenant, slug: "acme", name: "Acme", updatedAt });
    await this.#insert("Membership", { id: newId(), tenantId: tenant, userId: user, role: "OWNER" });
    await this.#insert("Project", { id: project, tenantId: tenant, name: "Default", updatedAt });
    await this.#insert("Provider", { id: provider, tenantId: tenant, name: "mock", kind: "MOCK", updatedAt });
    await this.#insert("Credential", {
      id: newId(),
      tenantId: tenant,
      providerId: provider,
      ...sealed,
      hint: "…",
      updatedAt,
    });
    const tree = JSON.stringify({ type: "target", provider: "mock", model: "mock-1" });
    const ofProject = { tenantId: tenant, projectId: project, updatedAt };
    await this.#insert("Route", { id: newId(), ...ofProject, name: "default", tree });
    const sha256 = randomBytes(32);
    await this.#insert("ApiKey", {
      id: key,
      keyId: "abcdefghijkl",
      sha256,
      ...ofProject,
      name: "ci",
      createdById: user,
    });
    const [scope, limits] = [{ type: "tenant" }, [{ type: "spend", period: "day", maxNanoUsd: 1 }]].map((part) =>
      JSON.stringify(part)
    );
    const policy = {
      id: newId(),
      tenantId: tenant,
      name: "budget",
      scope,
      limits,
      action: "block",
      onLimiterLoss: "open",
    };
    await this.#insert("Policy", { ...policy, updatedAt });
    await this.#insert("WebhookEndpoint", {
      id: webhook,
      tenantId: tenant,
      url: "https://example.com",
      ...sealed,
      updatedAt,
    });
  }

  /** A batch of records of the last days, as the recorder commits it: partitions, rows, rollups, spends, watermark. */
  async record(count: number): Promise<void> {
    const first = this.#written + 1;
    const at = Date.now();
    const times = Array.from({ length: count }, (_, index) => at - (index % 4) * DAY_MS);
    for (const day of new Set(times.map((time) => new Date(time).toISOString().slice(0, 10)))) {
      await this.#client.query("SELECT ensure_request_log_partition($1::date)", [day]);
    }
    await this.#transaction(async () => {
      for (const [index, time] of times.entries()) await this.#insert("RequestLog", this.#logRow(time, first + index));
      await this.#addUsage(count, Math.floor(at / HOUR_MS) * HOUR_MS);
      await this.#client.query(
        `INSERT INTO "BudgetSpend" AS spend ("tenantId", "counterKey", "period", "periodStart", "periodEnd", "nanoUsd")
        VALUES ($1, 'policy:tenant', 'day', $2, $3, $4) ON CONFLICT ("tenantId", "counterKey", "periodStart")
        DO UPDATE SET "nanoUsd" = LEAST(spend."nanoUsd"::numeric + EXCLUDED."nanoUsd", 9000000000000000000)`,
        [this.ids.tenant, new Date(at - at % DAY_MS), new Date(at - at % DAY_MS + DAY_MS), count],
      );
      await this.#client.query(
        `INSERT INTO "RecordWatermark" AS held ("instance", "committed", "givenUp", "watermark")
        VALUES ('gw-old', $1::int8multirange, '{}', $2) ON CONFLICT ("instance") DO UPDATE SET
          "committed" = held."committed" + EXCLUDED."committed", "watermark" = EXCLUDED."watermark", "updatedAt" = now()`,
        [`{[${first},${first + count})}`, first + count - 1],
      );
    });
    this.#written += count;
  }

  /** A change of a key and a publish, with outbox, audit, session and webhook, each in the transaction that it belongs to. */
  async change(): Promise<void> {
    const { tenant, user, key, webhook } = this.ids;
    const audit = { tenantId: tenant, actorKind: "user", actorId: user, targetId: key, ipAddress: null };
    await this.#transaction(async () => {
      await this.#client.query(`SELECT 1 FROM "Tenant" WHERE "id" = $1::uuid FOR UPDATE`, [tenant]);
      await this.#client.query(
        `UPDATE "ApiKey" SET "keyVersion" = "keyVersion" + 1, "limits" = '[]', "updatedAt" = now() WHERE "id" = $1`,
        [key],
      );
      await this.#insert("FeedOutbox", { kind: "API_KEY", tenantId: tenant, entityId: key });
      await this.#insert("AuditEvent", { id: newId(), ...audit, action: "api_key.update", targetKind: "ApiKey" });
      const revision = {
        id: newId(),
        tenantId: tenant,
        number: ++this.#revisions,
        hash: "0".repeat(64),
        document: "{}",
      };
      await this.#insert("Revision", { ...revision, publishedById: user });
      await this.#insert("FeedOutbox", { kind: "REVISION", tenantId: tenant, entityId: revision.id });
      await this.#insert("AuditEvent", { id: newId(), ...audit, action: "config.publish", targetKind: "Revision" });
      const event = { id: newId(), tenantId: tenant, type: "config.published", payload: "{}" };
      await this.#insert("WebhookEvent", event);
      const delivery = {
        id: newId(),
        tenantId: tenant,
        endpointId: webhook,
        eventId: event.id,
        nextAttemptAt: new Date(),
      };
      await this.#insert("WebhookDelivery", delivery);
    });
    const session = { id: newId(), token: newId(), userId: user, expiresAt: new Date(Date.now() + DAY_MS) };
    await this.#insert("Session", { ...session, updatedAt: new Date() });
    await this.#client.query(`UPDATE "FeedOutbox" SET "deliveredAt" = now() WHERE "deliveredAt" IS NULL`);
  }

  async #addUsage(count: number, at: number): Promise<void> {
    const columns =
      `"tenantId", "at", "projectId", "apiKeyId", "provider", "model", "routeName", "outcome", "errorCode"`;
    const sums = ["requests", "cacheHits", "unpriced", "inputTokens", "outputTokens", "cacheReadTokens"];
    sums.push("cacheWriteTokens", "reasoningTokens", "costNanoUsd");
    const added = sums.map((name) => `"${name}" = held."${name}" + EXCLUDED."${name}"`).join(", ");
    for (const table of ["UsageHourly", "UsageDaily"]) {
      await this.#client.query(
        `INSERT INTO "${table}" AS held (${columns}, ${
          sums.map((name) => `"${name}"`).join(", ")
        }, "totalMs", "ttftMs", "overheadMs")
        VALUES ($1, $2, $3, $4, 'mock', 'mock-1', 'default', 'completed', '', $5, 0, 0, $5, $5, 0, 0, 0, $5, '[7:7]={1}', '{}', '{}')
        ON CONFLICT (${columns}) DO UPDATE SET ${added}, "totalMs" = add_histogram(held."totalMs", EXCLUDED."totalMs")`,
        [this.ids.tenant, new Date(at), this.ids.project, this.ids.key, count],
      );
    }
  }

  #logRow(ts: number, sequence: number): Record<string, unknown> {
    const { tenant, project, key } = this.ids;
    const json = { tags: "{}", routePath: "[]", conditionInputs: "{}", attempts: "[]", policyVerdicts: "[]" };
    const none = {
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      reasoningTokens: 0,
      queueMs: 0,
      overheadMs: 1,
      totalMs: 40,
    };
    return {
      ...{ id: uuidv7(ts), ts: new Date(ts), tenantId: tenant, projectId: project, apiKeyId: key, keyVersion: 1 },
      ...{
        dialect: "openai_chat",
        stream: true,
        outcome: "completed",
        status: 200,
        cacheHit: false,
        endUser: "somebody",
      },
      ...{ ...json, charges: "[]", degradation: "[]", droppedFields: [], estimatedTokens: 20, inputTokens: 12 },
      ...{ ...none, outputTokens: 30, costNanoUsd: 1, instance: "gw-old", sequence, bodies: null, traceId: newId() },
    };
  }

  async #transaction(work: () => Promise<void>): Promise<void> {
    await this.#client.query("BEGIN");
    try {
      await work();
      await this.#client.query("COMMIT");
    } catch (error) {
      await this.#client.query("ROLLBACK");
      throw error;
    }
  }

  async #insert(table: string, row: Record<string, unknown>): Promise<void> {
    const names = Object.keys(row).map(pg.escapeIdentifier).join(", ");
    const places = Object.keys(row).map((_, index) => `$${index + 1}`).join(", ");
    await this.#client.query(`INSERT INTO "${table}" (${names}) VALUES (${places})`, Object.values(row));
  }
}

function newId(): string {
  return uuidv7(Date.now());
}
