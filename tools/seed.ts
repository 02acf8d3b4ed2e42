import { parseArgs } from "node:util";
import { join } from "node:path";
import { z } from "zod";
import { openDatabase } from "../control-plane/database.ts";
import type { Dependencies } from "../control-plane/dependencies.ts";
import { FleetWatch } from "../control-plane/fleet/fleet_watch.ts";
import { HttpGatewayCalls } from "../control-plane/gateway-calls/http_gateway_calls.ts";
import { LogTail } from "../control-plane/logs/log_tail.ts";
import { AccessChanges } from "../control-plane/authorization/access_changes.ts";
import { ANY_ADDRESS } from "../shared/network/address_policy.ts";
import { PostgresOutbox } from "../control-plane/publishing/outbox.ts";
import { ensureInstallation } from "../control-plane/seeding/installation.ts";
import { InstallationFault } from "../control-plane/seeding/installation_fault.ts";
import { type Seeded, seedInstallation } from "../control-plane/seeding/seed_installation.ts";
import { seedValues } from "../control-plane/seeding/seed_values.ts";
import { LiveUsage } from "../control-plane/usage/live_usage.ts";
import { WebhookSender } from "../control-plane/webhooks/webhook_sender.ts";
import { startEmbeddedPostgres } from "../prisma/embedded/start_embedded_postgres.ts";
import { applyMigrations } from "../prisma/engine/apply_migrations.ts";
import { JsonLinesLogger } from "../shared/logging/json_lines_logger.ts";
import { systemClock } from "../shared/time/clock.ts";
import { memoryTransport } from "../shared/transport/memory/memory_transport.ts";
import { LocalKms } from "../shared/vault/local_kms.ts";
import { Vault } from "../shared/vault/vault.ts";
import { openDataDirectory } from "../start/data_directory.ts";
import { generatedSecrets } from "../start/generated_secrets.ts";
import { repositoryPath } from "./repository.ts";

const HELP =
  `Fills an empty database as the first start does: owner, tenant, project, providers, route, API key, revision 1.

Usage: deno task seed [--help]

The database is that of DATABASE_URL (and DATABASE_DIRECT_URL), with PERPETUO_MASTER_KEYS, or else the embedded one of PERPETUO_DATA_DIR.
PERPETUO_ADMIN_EMAIL, PERPETUO_ADMIN_PASSWORD, PERPETUO_ADMIN_TOKEN, PERPETUO_API_KEY and the providers' keys
(docs/operations.md lists them) are taken from the environment. Changes nothing when there is a user already.`;

/** Seeds and says what was made; returns the exit code. */
export async function seed(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { help: { type: "boolean" } } });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  await using place = await openPlace();
  await applyMigrations(place.directUrl, repositoryPath("prisma/migrations"));
  const { db, close } = openDatabase(place.databaseUrl, { connectionsMax: 2 });
  try {
    const dependencies = dependenciesOf(db, place.masterKeys);
    await ensureInstallation(dependencies);
    tell(await seedInstallation(dependencies, seedValues(Deno.env.toObject())));
    return 0;
  } finally {
    await close();
  }
}

interface Place extends AsyncDisposable {
  databaseUrl: string;
  /** The same database by a way that keeps sessions. */
  directUrl: string;
  masterKeys: string;
}

async function openPlace(): Promise<Place> {
  const databaseUrl = Deno.env.get("DATABASE_URL");
  if (databaseUrl) {
    const masterKeys = z.string("PERPETUO_MASTER_KEYS is needed with DATABASE_URL.").parse(
      Deno.env.get("PERPETUO_MASTER_KEYS") || undefined,
    );
    const directUrl = Deno.env.get("DATABASE_DIRECT_URL") || databaseUrl;
    return { databaseUrl, directUrl, masterKeys, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  await using undo = new AsyncDisposableStack();
  const directory = await openDataDirectory(Deno.env.get("PERPETUO_DATA_DIR") || repositoryPath(".perpetuo"));
  undo.defer(() => directory.release());
  const { masterKeys } = await generatedSecrets(directory.path);
  const dataDirectory = join(directory.path, "postgres");
  const postgres = await startEmbeddedPostgres({ dataDirectory, onProgress: console.log });
  undo.defer(() => postgres.stop());
  const owned = undo.move();
  return {
    databaseUrl: postgres.url,
    directUrl: postgres.url,
    masterKeys: Deno.env.get("PERPETUO_MASTER_KEYS") || masterKeys,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Nothing is delivered from here: the control plane finds the outbox's rows when it starts. */
function dependenciesOf(db: Dependencies["db"], masterKeys: string): Dependencies {
  const transport = memoryTransport({ clock: systemClock });
  const logger = new JsonLinesLogger({ write: (line) => console.error(line.trimEnd()), clock: systemClock });
  const logTail = new LogTail({ stream: transport.recordStream.tail, clock: systemClock, logger });
  return {
    db,
    searchDb: db,
    clock: systemClock,
    vault: new Vault(LocalKms.parse(masterKeys)),
    transport,
    outbox: new PostgresOutbox(),
    accessChanges: new AccessChanges(),
    mailer: null,
    logTail,
    liveUsage: new LiveUsage({ tail: logTail, clock: systemClock }),
    fleetWatch: new FleetWatch({ transport, clock: systemClock, logger }),
    gatewayCalls: new HttpGatewayCalls({ fetch: refuseToSend, url: "", secret: null, clock: systemClock, logger }),
    webhookSender: new WebhookSender({ post: refuseToSend, clock: systemClock, addressPolicy: ANY_ADDRESS }),
    addressPolicy: ANY_ADDRESS,
    logger,
    // Seeding asks for none of them.
    settings: { signup: "invite", logRetentionDays: 30, publicConsoleUrl: "", tokenDaysMax: null },
  };
}

function refuseToSend(): never {
  throw new Error("Nothing is sent while an installation is seeded.");
}

function tell(seeded: Seeded | null): void {
  if (seeded === null) return console.log("There are users already: nothing was changed.");
  console.log(`Sign in   ${seeded.email}`);
  console.log(`Password  ${seeded.password ?? "as given in PERPETUO_ADMIN_PASSWORD"}`);
  console.log(`API key   ${seeded.apiKey ?? "as given in PERPETUO_API_KEY"}`);
  for (const notice of seeded.notices) console.log(`Note: ${notice}`);
}

if (import.meta.main) {
  try {
    Deno.exit(await seed(Deno.args));
  } catch (error) {
    if (error instanceof InstallationFault) { for (const problem of error.problems) console.error(problem); }
    else console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
