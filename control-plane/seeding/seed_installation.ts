import { Buffer } from "node:buffer";
import type { Prisma } from "../../prisma/generated/client/client.ts";
import { createSecretToken, type SecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { createApiKey } from "../api-keys/api_key_service.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { hashPassword } from "../authentication/passwords.ts";
import { SYSTEM, type SystemActor } from "../authorization/actor.ts";
import type { Call } from "../call.ts";
import type { Database, Transaction } from "../database.ts";
import type { Dependencies } from "../dependencies.ts";
import { createProject } from "../projects/project_service.ts";
import { createProvider } from "../providers/provider_service.ts";
import { publishConfig } from "../publishing/publish_config.ts";
import { createRoute } from "../routes/route_service.ts";
import { defaultRoute } from "./default_route.ts";
import { InstallationFault } from "./installation_fault.ts";
import { readSeed, type Seed, type SeedValues } from "./seed_values.ts";

/** What the first start made; its secrets exist here and nowhere else. */
export interface Seeded {
  tenantId: string;
  projectId: string;
  email: string;
  /** Null when it was given. */
  password: string | null;
  /** The gateway key; null when it was given. */
  apiKey: string | null;
  /** The route to try. */
  model: string;
  notices: string[];
}

/**
 * Fills an empty database: an owner, a tenant, a project, providers, a route and an API key, published as revision 1. All
 * of it or nothing. Null when there is a user already; of several processes one seeds, and the others wait for it.
 * Throws `InstallationFault` when a given value does not hold.
 */
export async function seedInstallation(dependencies: Dependencies, values: SeedValues): Promise<Seeded | null> {
  if (await dependencies.db.user.count() > 0) return null;
  const read = readSeed(values);
  if (!read.ok) throw new InstallationFault(read.problems);
  const password = read.seed.password ?? createSecretToken("ppt").secret.slice(0, 20);
  // Outside of the transaction, which should not wait for it.
  const passwordHash = await hashPassword(password);
  const seeded = await dependencies.db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('perpetuo_seed'))`;
    if (await tx.user.count() > 0) return null;
    const call = systemCall({ ...dependencies, db: withinTransaction(tx) });
    return await seed(tx, call, { seed: read.seed, password, passwordHash });
  }, { maxWait: 10_000, timeout: 60_000 });
  dependencies.outbox.poke();
  return seeded;
}

async function seed(
  tx: Transaction,
  call: SystemCall,
  { seed, password, passwordHash }: { seed: Seed; password: string; passwordHash: string },
): Promise<Seeded> {
  const email = seed.email ?? "admin@perpetuo.local";
  const { tenantId, userId } = await makeOwner(tx, call, { email, passwordHash });
  if (seed.adminToken !== null) await makeToken(tx, call, { token: seed.adminToken, userId });
  const project = await createProject(call, { tenantId, name: "Default" });
  await createProvider(call, { tenantId, name: "mock", kind: "MOCK" });
  for (const provider of seed.providers) await createProvider(call, { tenantId, ...provider });
  const { leftOut, ...route } = defaultRoute(seed.providers);
  await createRoute(call, { projectId: project.id, ...route });
  const apiKey = seed.apiKey ?? createSecretToken("ppk");
  await createApiKey(call, { projectId: project.id, name: "Default" }, apiKey);
  await publishConfig(call, { tenantId, message: "First revision" });
  return {
    tenantId,
    projectId: project.id,
    email,
    password: seed.password === null ? password : null,
    apiKey: seed.apiKey === null ? apiKey.token : null,
    model: route.name,
    notices: [
      ...seed.notices,
      ...leftOut.map((name) => `The route '${route.name}' leaves out ${name}, whose deployments only you can name.`),
    ],
  };
}

type SystemCall = Call & { actor: SystemActor };

function systemCall(dependencies: Dependencies): SystemCall {
  return { actor: SYSTEM, dependencies, requestId: uuidv7(dependencies.clock.now()), clientAddress: null };
}

/** Lets services run in a transaction that is open already, theirs becoming part of it. */
function withinTransaction(tx: Transaction): Database {
  return new Proxy(tx, {
    get: (target, name) =>
      name === "$transaction"
        ? (work: (tx: Prisma.TransactionClient) => Promise<unknown>) => work(tx)
        : Reflect.get(target, name),
  }) as unknown as Database;
}

async function makeOwner(
  tx: Transaction,
  call: SystemCall,
  { email, passwordHash }: { email: string; passwordHash: string },
): Promise<{ userId: string; tenantId: string }> {
  const { clock } = call.dependencies;
  const userId = uuidv7(clock.now());
  const tenantId = uuidv7(clock.now());
  await tx.user.create({
    data: {
      id: userId,
      email,
      name: "Owner",
      emailVerified: true,
      accounts: {
        create: { id: uuidv7(clock.now()), accountId: userId, providerId: "credential", password: passwordHash },
      },
    },
  });
  await tx.tenant.create({
    data: {
      id: tenantId,
      name: "Default",
      slug: "default",
      memberships: { create: { id: uuidv7(clock.now()), userId, role: "OWNER" } },
    },
  });
  await recordAudit(tx, call, {
    action: "installation.seed",
    tenantId,
    target: { kind: "Tenant", id: tenantId },
    after: { ownerId: userId, ownerEmail: email },
  });
  return { userId, tenantId };
}

async function makeToken(
  tx: Transaction,
  call: SystemCall,
  { token, userId }: { token: SecretToken; userId: string },
): Promise<void> {
  const id = uuidv7(call.dependencies.clock.now());
  await tx.personalAccessToken.create({
    data: {
      id,
      tokenId: token.id,
      sha256: Buffer.from(sha256Hex(token.token), "hex"),
      userId,
      name: "Given at the first start",
      scopes: ["*"],
    },
  });
  await recordAudit(tx, call, {
    action: "token.create",
    tenantId: null,
    target: { kind: "PersonalAccessToken", id },
    after: { tokenId: token.id, scopes: ["*"], ownerId: userId },
  });
}
