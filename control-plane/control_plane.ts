import { fileURLToPath } from "node:url";
import { applyMigrations } from "../prisma/engine/apply_migrations.ts";
import type { Logger } from "../shared/logging/logger.ts";
import { EnduringServer } from "../shared/network/enduring_server.ts";
import { type Clock, systemClock } from "../shared/time/clock.ts";
import type { Transport } from "../shared/transport/transport.ts";
import { LocalKms } from "../shared/vault/local_kms.ts";
import { Vault } from "../shared/vault/vault.ts";
import { noteKeyUse } from "./api-keys/note_key_use.ts";
import { createAccounts } from "./authentication/accounts.ts";
import { authenticate } from "./authentication/authenticate.ts";
import type { Mailer } from "./authentication/mailer.ts";
import { SmtpMailer } from "./authentication/smtp_mailer.ts";
import { AccessChanges } from "./authorization/access_changes.ts";
import type { ControlPlaneConfig } from "./config.ts";
import { warnOfBudgets } from "./budget-warnings/warn_of_budgets.ts";
import { startBudgets } from "./budgets/start_budgets.ts";
import { startBodyRecorder } from "./bodies/body_recorder.ts";
import { openDatabase } from "./database.ts";
import { type Dependencies, machineFetch } from "./dependencies.ts";
import { startErasureWorker } from "./erasure/erasure_worker.ts";
import { FleetWatch } from "./fleet/fleet_watch.ts";
import { startGapWatch } from "./gaps/gap_watch.ts";
import type { GatewayCalls } from "./gateway-calls/gateway_calls.ts";
import { HttpGatewayCalls } from "./gateway-calls/http_gateway_calls.ts";
import type { Readiness } from "./http/readiness.ts";
import { trustedOrigins as originsOf } from "./http/trusted_origins.ts";
import { LogTail } from "./logs/log_tail.ts";
import { openSearchDatabase } from "./logs/search_database.ts";
import { ControlPlaneMetrics } from "./observability/control_plane_metrics.ts";
import { startFeedPublisher } from "./publishing/feed_publisher.ts";
import { PostgresOutbox } from "./publishing/outbox.ts";
import { startRecorder } from "./recorder/recorder.ts";
import { startRewrappingWorker } from "./rewrapping/rewrapping_worker.ts";
import { startRetentionWorker } from "./retention/retention_worker.ts";
import { FileSink } from "./recorder/sinks/file_sink.ts";
import { type RecordSink, sinkHook, sinkReadiness } from "./recorder/sinks/record_sink.ts";
import { ensureInstallation } from "./seeding/installation.ts";
import { type Seeded, seedInstallation } from "./seeding/seed_installation.ts";
import { createRequestHandler } from "./server.ts";
import { startApi } from "./start_api.ts";
import { SessionUse } from "./sessions/session_use.ts";
import { LiveUsage } from "./usage/live_usage.ts";
import { recordUsage } from "./usage/record_usage.ts";
import { guardedPost } from "./webhooks/guarded_post.ts";
import { proxiedPost } from "./webhooks/proxied_post.ts";
import { WebhookSender } from "./webhooks/webhook_sender.ts";
import { startWebhookWorker } from "./webhooks/webhook_worker.ts";

export interface ControlPlaneOptions {
  config: ControlPlaneConfig;
  /** Stays the caller's: it is not closed with the control plane. */
  transport: Transport;
  logger: Logger;
  /** This process among all: the recorder's name in its group. 1 to 64 of a–z, 0–9 and dashes. */
  instance: string;
  /** Default: the machine's. */
  clock?: Clock;
  /** What sends mail where the configuration names no mail server. Default: none, and passwords cannot be reset by mail. */
  mailer?: Mailer;
  /** Default: gateways at `config.gatewayUrl`. */
  gatewayCalls?: GatewayCalls;
}

export interface ControlPlane {
  /** Where it listens, without a slash at its end. */
  url: string;
  /** What the first start made; null on every later one. */
  seeded: Seeded | null;
  /** The oldest account's address, for whoever forgot it. */
  ownerEmail: string | null;
  /** Resolves when the feed was whole for the first time. */
  feedReady: Promise<void>;
  /** Takes no more requests, ends subscriptions, and lets what is under way finish for up to ten seconds. */
  drain(): Promise<void>;
  /** Drains, then ends the recorder and everything else of its own. */
  stop(): Promise<void>;
}

/**
 * Starts the whole control plane in this process: brings the database up to date, seeds an empty one, records, publishes
 * and serves. Throws `InstallationFault` for a wrong master key or seed, `SchemaEngineError` when the database cannot be
 * used, `Deno.errors.AddrInUse` when the port is taken.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { config, transport, logger } = options;
  const clock = options.clock ?? systemClock;
  await applyMigrations(config.databaseDirectUrl, MIGRATIONS);
  await using undo = new AsyncDisposableStack();
  const { db, close } = openDatabase(config.databaseUrl);
  undo.defer(close);
  const search = openSearchDatabase(config.databaseUrl);
  undo.defer(search.close);
  const outbox = new PostgresOutbox();
  const logTail = new LogTail({ stream: transport.recordStream.tail, clock, logger });
  undo.defer(() => logTail.close());
  const fleetWatch = new FleetWatch({ transport, clock, logger });
  undo.defer(() => fleetWatch.close());
  const vault = new Vault(new LocalKms(config.masterKeys));
  const dependencies: Dependencies = {
    db,
    searchDb: search.db,
    clock,
    vault,
    transport,
    outbox,
    logTail,
    liveUsage: new LiveUsage({ tail: logTail, clock }),
    fleetWatch,
    accessChanges: new AccessChanges(),
    mailer: config.smtp === null ? options.mailer ?? null : new SmtpMailer(config.smtp),
    gatewayCalls: options.gatewayCalls ?? new HttpGatewayCalls({
      fetch: machineFetch,
      url: config.gatewayUrl,
      secret: config.internalSecret,
      clock,
      logger,
    }),
    webhookSender: new WebhookSender({
      post: config.usesProxy ? proxiedPost(machineFetch) : guardedPost(config.addressPolicy),
      clock,
      addressPolicy: config.addressPolicy,
    }),
    addressPolicy: config.addressPolicy,
    logger,
    settings: {
      signup: config.signup,
      logRetentionDays: config.logRetentionDays,
      publicConsoleUrl: config.publicConsoleUrl,
      tokenDaysMax: config.tokenDaysMax,
    },
  };
  await ensureInstallation(dependencies);
  const seeded = await seedInstallation(dependencies, config.seed);
  const owner = await db.user.findFirst({ orderBy: { id: "asc" }, select: { email: true } });
  const feed = startFeedPublisher(dependencies, { outbox, databaseUrl: config.databaseDirectUrl });
  undo.defer(() => feed.stop());
  const budgets = startBudgets({
    db,
    clock,
    logger,
    ledger: transport.reservationLedger,
    fleet: transport.fleet,
  });
  undo.defer(() => budgets.stop());
  const metrics = new ControlPlaneMetrics(config);
  undo.defer(() => metrics.stop());
  const sinks = openSinks(options, clock);
  for (const sink of sinks) undo.defer(() => sink.close());
  const recorder = startRecorder(
    { db, clock, logger, reader: transport.recordStream.reader },
    {
      consumer: options.instance,
      retentionDays: config.logRetentionDays,
      // The sinks last: what failed after them would come to them again.
      hooks: [
        recordUsage,
        budgets.recordCharges,
        warnOfBudgets({ clock }),
        noteKeyUse(),
        metrics.recordBatch(clock),
        sinkHook(sinks),
      ],
    },
  );
  undo.defer(() => recorder.stop());
  const bodies = startBodyRecorder(
    { db, clock, logger, reader: transport.bodyStream.reader },
    { consumer: options.instance, logRetentionDays: config.logRetentionDays },
  );
  undo.defer(() => bodies.stop());
  const gaps = startGapWatch({ db, clock, logger, fleet: transport.fleet });
  undo.defer(() => gaps.stop());
  metrics.watch({ db, clock, transport, recorder, gaps });
  const webhooks = startWebhookWorker({ ...dependencies, sender: dependencies.webhookSender, random: randomShare });
  undo.defer(() => webhooks.stop());
  const retention = startRetentionWorker(dependencies, {
    retentionDays: config.logRetentionDays,
    auditRetentionDays: config.auditRetentionDays,
  });
  undo.defer(() => retention.stop());
  const rewrapping = startRewrappingWorker(dependencies);
  undo.defer(() => rewrapping.stop());
  const erasures = startErasureWorker(dependencies);
  undo.defer(() => erasures.stop());
  // Before anything is served: the first request of a tenant with limits finds a ledger that knows of it.
  await budgets.ready;
  const server = await startServer({ ...options, metrics }, dependencies, {
    feed: () => feed.readiness(),
    recorder: () => recorder.readiness(),
    bodies: () => bodies.readiness(),
    ...Object.fromEntries(sinks.map((sink) => [`${sink.name}Sink`, () => sinkReadiness(sink)])),
    recordGaps: () => gaps.readiness(),
    ledgers: () => budgets.readiness(),
  });
  undo.defer(() => server.drain());
  const owned = undo.move();
  return {
    url: server.url,
    seeded,
    ownerEmail: owner?.email ?? null,
    feedReady: feed.ready,
    drain: () => server.drain(),
    stop: () => owned.disposeAsync(),
  };
}

/** Where records go beside Postgres. */
function openSinks({ config, instance, logger }: ControlPlaneOptions, clock: Clock): RecordSink[] {
  return config.recordFileSink === null ? [] : [new FileSink({ ...config.recordFileSink, instance, clock, logger })];
}

const MIGRATIONS = fileURLToPath(new URL("../prisma/migrations", import.meta.url));
const DRAIN_MS_MAX = 10_000;

/** From 0 inclusive to 1 exclusive. */
function randomShare(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;
}

async function startServer(
  { config, transport, metrics }: ControlPlaneOptions & { metrics: ControlPlaneMetrics },
  dependencies: Dependencies,
  parts: Record<"feed" | "recorder" | "bodies" | "recordGaps" | "ledgers", () => Readiness>,
) {
  const { db, clock, logger } = dependencies;
  const trustedOrigins = originsOf(config);
  const accounts = createAccounts({
    db,
    clock,
    logger,
    settings: dependencies.settings,
    secret: config.authSecret,
    publicUrl: config.publicConsoleUrl,
    trustedOrigins,
    mailer: dependencies.mailer ?? undefined,
  });
  const sessionUse = new SessionUse(db, clock);
  const draining = new AbortController();
  const api = await startApi(config, {
    dependencies,
    authenticate: (headers) => authenticate(headers, { accounts, db, clock, sessionUse }),
    draining: draining.signal,
    metrics,
  });
  const handle = createRequestHandler({
    accounts,
    ...api,
    metrics: (request) => metrics.answer(request),
    checks: {
      draining: () => draining.signal.aborted ? { ready: false, reason: "shutting down" } : { ready: true },
      database: async () => {
        await db.$queryRaw`SELECT 1`;
        return { ready: true };
      },
      transport: async () => {
        const health = await transport.healthy();
        return health.ok ? { ready: true } : { ready: false, reason: health.reason };
      },
      ...parts,
    },
    trustedProxies: config.trustedProxies,
    trustedOrigins,
    secure: config.publicConsoleUrl.startsWith("https:"),
    clock,
    logger,
  });
  return listen(config, { handle, draining, clock, logger });
}

function listen(
  { host, port }: ControlPlaneConfig,
  { handle, draining, clock, logger }: {
    handle: ReturnType<typeof createRequestHandler>;
    draining: AbortController;
    clock: Clock;
    logger: Logger;
  },
) {
  const server = new EnduringServer({ hostname: host, port, handler: handle, clock, logger });
  const drain = async () => {
    draining.abort(new Error("the control plane is shutting down"));
    const late = new AbortController();
    const deadline = clock.delay(DRAIN_MS_MAX, late.signal).catch(() => {});
    await Promise.race([server.shutdown(), deadline]);
    late.abort();
    await deadline;
  };
  let drained: Promise<void> | null = null;
  return { url: `http://${reachable(host)}:${server.addr.port}`, drain: () => drained ??= drain() };
}

/** Any address and a wildcard are nothing to connect to. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
