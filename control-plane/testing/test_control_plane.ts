import { Buffer } from "node:buffer";
import type { Role } from "../../prisma/generated/client/enums.ts";
import { createSecretToken, type SecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { memoryTransport } from "../../shared/transport/memory/memory_transport.ts";
import { systemClock } from "../../shared/time/clock.ts";
import type { Transport } from "../../shared/transport/transport.ts";
import { withDatabase } from "../../testing/services.ts";
import { hashPassword } from "../authentication/passwords.ts";
import type { Mailer } from "../authentication/mailer.ts";
import { readControlPlaneConfig } from "../config.ts";
import { type ControlPlane, startControlPlane } from "../control_plane.ts";
import { StubGatewayCalls } from "../gateway-calls/testing/stub_gateway_calls.ts";
import { type Database, openDatabase } from "../database.ts";
import { type Api, apiAt } from "./api.ts";

/** What the seed is given, so that tests know it. */
export const ADMIN = {
  email: "owner@example.com",
  password: "correct horse battery",
  token: "ppt_adminadmin01_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
} as const;

export const MASTER_KEYS = `k1:${btoa("0123456789abcdef0123456789abcdef")}`;

export interface TestControlPlane extends AsyncDisposable {
  controlPlane: ControlPlane;
  url: string;
  databaseUrl: string;
  db: Database;
  transport: Transport;
  /** Every line of the log so far, as JSON. */
  logLines: string[];
  /** What gateways were asked, unless the environment has a GATEWAY_URL. */
  gatewayCalls: StubGatewayCalls;
  /** The owner of the seeded tenant, by personal access token. */
  owner: Api;
  anonymous: Api;
  /** The owner, by a token with these scopes. */
  ownerWith(scopes: string[]): Promise<Api>;
  /** A caller with a role in a tenant, by a token with these scopes, default all. */
  member(tenantId: string, role: Role, scopes?: string[]): Promise<Api>;
  /** A service account of a tenant, by a token with these scopes, default all. */
  serviceAccount(tenantId: string, role: Role, scopes?: string[]): Promise<Api>;
  /** An account that belongs to no tenant, by a token with all scopes. */
  stranger(): Promise<Api>;
}

/** Starts a control plane on a database of its own: `await using test = await startTestControlPlane()`. */
export async function startTestControlPlane(
  options: { environment?: Record<string, string>; clock?: Clock; mailer?: Mailer } = {},
): Promise<TestControlPlane> {
  await using undo = new AsyncDisposableStack();
  const database = undo.use(await withDatabase());
  const clock = options.clock ?? systemClock;
  const transport = memoryTransport({ clock });
  undo.defer(() => transport.close());
  const logLines: string[] = [];
  const gatewayCalls = new StubGatewayCalls();
  const controlPlane = await startControlPlane({
    config: testConfig(database.url, options.environment ?? {}),
    transport,
    logger: collectingLogger(logLines),
    instance: "control-plane-test",
    clock,
    mailer: options.mailer,
    gatewayCalls: options.environment?.GATEWAY_URL === undefined ? gatewayCalls : undefined,
  });
  undo.defer(() => controlPlane.stop());
  const { db, close } = openDatabase(database.url, { connectionsMax: 2 });
  undo.defer(close);
  const owned = undo.move();
  const caller = async (scopes: string[], membership?: { tenantId: string; role: Role }) =>
    apiAt(controlPlane.url, await makeAccount(db, scopes, membership));
  return {
    controlPlane,
    url: controlPlane.url,
    databaseUrl: database.url,
    db,
    transport,
    logLines,
    gatewayCalls,
    owner: apiAt(controlPlane.url, ADMIN.token),
    anonymous: apiAt(controlPlane.url, null),
    ownerWith: async (scopes) => {
      const { id } = await db.user.findUniqueOrThrow({ where: { email: ADMIN.email } });
      const token = createSecretToken("ppt");
      await db.personalAccessToken.create({ data: { ...tokenRow(token, scopes), userId: id } });
      return apiAt(controlPlane.url, token.token);
    },
    member: (tenantId, role, scopes = ["*"]) => caller(scopes, { tenantId, role }),
    serviceAccount: async (tenantId, role, scopes = ["*"]) =>
      apiAt(controlPlane.url, await makeServiceAccount(db, { tenantId, role, scopes })),
    stranger: () => caller(["*"]),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The configuration that tests start with. */
export function testConfig(databaseUrl: string, environment: Record<string, string> = {}) {
  const read = readControlPlaneConfig({
    HOST: "127.0.0.1",
    CONTROL_PLANE_PORT: "0",
    DATABASE_URL: databaseUrl,
    PERPETUO_MASTER_KEYS: MASTER_KEYS,
    AUTH_SECRET: "an-auth-secret-for-tests-0123456789",
    TRUSTED_PROXIES: "127.0.0.1",
    PRIVATE_ADDRESSES: "allow",
    PERPETUO_ADMIN_EMAIL: ADMIN.email,
    PERPETUO_ADMIN_PASSWORD: ADMIN.password,
    PERPETUO_ADMIN_TOKEN: ADMIN.token,
    ...environment,
  });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.config;
}

/** Unlike the real one it redacts nothing: what tests look for must not have been hidden by it. */
export function collectingLogger(lines: string[]): Logger {
  const log = (level: string) => (event: string, fields: object = {}) => {
    lines.push(
      JSON.stringify(
        { level, event, ...fields },
        (_key, value) => value instanceof Error ? `${value.stack}` : typeof value === "bigint" ? String(value) : value,
      ),
    );
  };
  return { info: log("info"), warn: log("warn"), error: log("error") };
}

async function makeAccount(
  db: Database,
  scopes: string[],
  membership?: { tenantId: string; role: Role },
): Promise<string> {
  const token = createSecretToken("ppt");
  const userId = uuidv7(Date.now());
  await db.user.create({
    data: {
      id: userId,
      email: `${userId}@example.com`,
      name: "Somebody",
      tokens: { create: tokenRow(token, scopes) },
      ...(membership && { memberships: { create: membership } }),
    },
  });
  return token.token;
}

async function makeServiceAccount(
  db: Database,
  { tenantId, role, scopes }: { tenantId: string; role: Role; scopes: string[] },
): Promise<string> {
  const token = createSecretToken("ppt");
  const { tokenId, sha256, name } = tokenRow(token, scopes);
  const id = uuidv7(Date.now());
  await db.serviceAccount.create({
    data: { id, tenantId, role, name: id, tokens: { create: { tokenId, sha256, name, scopes, tenantId } } },
  });
  return token.token;
}

function tokenRow(token: SecretToken, scopes: string[]) {
  return { tokenId: token.id, sha256: Buffer.from(sha256Hex(token.token), "hex"), name: "test", scopes };
}

/** An account that can sign in with a password. */
export async function makePasswordAccount(db: Database, email: string, password: string): Promise<void> {
  const userId = uuidv7(Date.now());
  await db.user.create({
    data: {
      id: userId,
      email,
      name: "Somebody",
      accounts: { create: { accountId: userId, providerId: "credential", password: await hashPassword(password) } },
    },
  });
}
