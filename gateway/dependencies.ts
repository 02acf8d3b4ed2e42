import { join } from "node:path";
import { uuidv7 } from "../shared/identifiers/uuid.ts";
import { redisKeys } from "../shared/contracts/redis_keys.ts";
import { RedisServers } from "../shared/transport/redis/redis_servers.ts";
import { readRedisUrl } from "../shared/transport/redis/redis_url.ts";
import { BodyQueue } from "./bodies/body_queue.ts";
import type { AnswerCache } from "./cache/answer_cache.ts";
import { MemoryAnswerCache } from "./cache/memory_answer_cache.ts";
import { RedisAnswerCache } from "./cache/redis_answer_cache.ts";
import type { Logger } from "../shared/logging/logger.ts";
import { MetricRegistry } from "../shared/metrics/metric_registry.ts";
import { addProcessMetrics } from "../shared/metrics/process_metrics.ts";
import { PriceBook } from "../shared/pricing/price_book.ts";
import type { Clock } from "../shared/time/clock.ts";
import type { Transport } from "../shared/transport/transport.ts";
import { LocalKms } from "../shared/vault/local_kms.ts";
import { Vault } from "../shared/vault/vault.ts";
import { GATEWAY_BUILD } from "./build.ts";
import { Limiter } from "./limits/limiter.ts";
import type { GatewayConfig } from "./config.ts";
import { addGatewayGauges } from "./observability/gateway_gauges.ts";
import { RequestTracing } from "./observability/request_tracing.ts";
import { RequestMetrics } from "./observability/request_metrics.ts";
import type { GatewayDependencies } from "./pipeline/dependencies.ts";
import { MockUpstream } from "./providers/mock/mock_upstream.ts";
import { createAdapterRegistry } from "./providers/registry.ts";
import { GatewayRecords } from "./records/gateway_records.ts";
import { FeedSnapshot } from "./snapshot/feed_snapshot.ts";
import { GatewayStartFault } from "./start_fault.ts";
import { TargetHealth } from "./targets/target_health.ts";
import { FetchUpstream } from "./upstream/fetch_upstream.ts";
import { SocketUpstream } from "./upstream/socket_upstream.ts";
import { warmConnections } from "./upstream/warm_connections.ts";

export interface WiringOptions {
  config: GatewayConfig;
  transport: Transport;
  logger: Logger;
  instance: string;
  clock: Clock;
}

/** The parts of one gateway, wired. */
export interface GatewayParts {
  dependencies: GatewayDependencies;
  snapshot: FeedSnapshot;
  records: GatewayRecords;
  limiter: Limiter;
}

/** Wires everything that a gateway works with, once; what it opened is closed through `undo`. */
export async function wireGateway(options: WiringOptions, undo: AsyncDisposableStack): Promise<GatewayParts> {
  const { config, transport, logger, instance, clock } = options;
  // Unpredictable is not needed where it decides between targets, and a good generator costs more than the decision.
  const random = Math.random;
  const network = config.usesProxy
    ? new FetchUpstream(fetch, config.addressPolicy)
    : new SocketUpstream({ clock, addressPolicy: config.addressPolicy });
  const mock = new MockUpstream({ clock, random });
  for (const upstream of [network, mock]) undo.defer(() => upstream.close());
  const answerCache = openAnswerCache(options);
  undo.defer(() => answerCache.close());
  const records = await openRecords(options);
  undo.defer(() => records.close());
  const vault = new Vault(new LocalKms(config.masterKeys));
  const bodyQueue = new BodyQueue({ writer: transport.bodyStream.writer, vault, clock, logger, instance });
  undo.defer(() => bodyQueue.close());
  const snapshot = new FeedSnapshot({
    transport,
    vault,
    clock,
    logger,
    directory: join(config.dataDirectory, "gateway", "snapshot"),
    instance,
    build: GATEWAY_BUILD,
    onServed: (revision) => {
      if (config.warmConnections && network instanceof SocketUpstream) warmConnections(network, revision);
    },
  });
  undo.defer(() => snapshot.stop());
  await snapshot.start();
  const targetHealth = new TargetHealth({ clock, random, board: transport.breakerBoard, instance });
  targetHealth.start();
  undo.defer(() => targetHealth.stop());
  const { reservationLedger: ledger, fleet } = transport;
  const limiter = new Limiter({ ledger, fleet, clock, logger, instance, settlementLingerMs: 2 });
  limiter.start();
  undo.defer(() => limiter.stop());
  const metricRegistry = new MetricRegistry();
  const parts = { limiter, records, bodyQueue, snapshot, targetHealth, clock };
  addGatewayGauges(metricRegistry, { ...parts, ...config });
  const process = addProcessMetrics(metricRegistry, { build: GATEWAY_BUILD, deployable: "gateway" });
  undo.defer(() => process.stop());
  const dependencies: GatewayDependencies = {
    snapshot,
    recordLog: records.log,
    bodyQueue,
    answerCache,
    limiter,
    adapters: createAdapterRegistry({
      now: () => clock.now(),
      newId: (prefix) => prefix + uuidv7(clock.now()).replaceAll("-", ""),
    }),
    targetHealth,
    upstreamFor: (kind) => kind === "mock" ? mock : network,
    priceBook: new PriceBook(),
    clock,
    random,
    logger,
    metrics: new RequestMetrics(metricRegistry),
    tracing: config.tracing ? new RequestTracing() : null,
    traceToProviders: config.traceToProviders,
    metricRegistry,
    metricsAccess: config.metricsAccess,
    limits: {
      bodyBytesMax: config.bodyBytesMax,
      requestsInFlightMax: config.requestsInFlightMax,
      requestBodyMs: config.requestBodyMs,
      answerUnreadMs: config.answerUnreadMs,
    },
    problems: () => [snapshot.problem, records.problem].filter((problem) => problem !== null),
    details: () => ({
      feed: snapshot.stale ? "last_good_state" : "reachable",
      held: snapshot.held,
      newerEntries: { refused: snapshot.newerEntries.refused, passedOver: snapshot.newerEntries.passedOver },
      records: records.health,
      limits: limiter.health,
      bodies: bodyQueue.health,
    }),
    internalSecret: config.internalSecret,
    vault,
    build: GATEWAY_BUILD,
    instance,
  };
  return { dependencies, snapshot, records, limiter };
}

async function openRecords({ config, transport, logger, instance, clock }: WiringOptions): Promise<GatewayRecords> {
  try {
    return await GatewayRecords.open({ ...config, instance, writer: transport.recordStream.writer, clock, logger });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/ \(os error \d+\).*$/s, "") : String(cause);
    throw new GatewayStartFault(
      `The data directory ${config.dataDirectory} cannot be written to (${reason}). ` +
        "Give this user the right to write there, or set PERPETUO_DATA_DIR to another directory.",
      { cause },
    );
  }
}

/** In Redis for all gateways together, where there is one; else in this process. */
function openAnswerCache({ config, logger, clock }: WiringOptions): AnswerCache {
  const url = config.redisCacheUrl ?? config.redisUrl;
  const address = url === null ? null : readRedisUrl(url);
  // The URL was checked with the rest of the configuration.
  if (address === null || !address.ok) return new MemoryAnswerCache({ clock, bytesMax: config.cacheBytesMax });
  const servers = new RedisServers(address.value, ({ code, ...fields }) => logger.warn(`transport_${code}`, fields));
  return new RedisAnswerCache(servers, redisKeys(undefined, servers.layout));
}
