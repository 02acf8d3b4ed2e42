import { uuidv7 } from "../shared/identifiers/uuid.ts";
import type { Logger } from "../shared/logging/logger.ts";
import { EnduringServer } from "../shared/network/enduring_server.ts";
import { type Clock, systemClock } from "../shared/time/clock.ts";
import type { Transport } from "../shared/transport/transport.ts";
import { GATEWAY_BUILD } from "./build.ts";
import type { GatewayConfig } from "./config.ts";
import { type GatewayParts, wireGateway } from "./dependencies.ts";
import { openaiChatDialect } from "./dialects/openai_chat/dialect.ts";
import { errorResponse } from "./http/error_response.ts";
import { type GatewayHandler, gatewayHandler } from "./http/handler.ts";
import { addHandlerGauges } from "./observability/handler_gauges.ts";
import { addServerGauges } from "./observability/server_gauges.ts";
import { Heartbeat } from "./observability/heartbeat.ts";
import { GatewayError } from "./pipeline/gateway_error.ts";
import { GatewayStartFault } from "./start_fault.ts";
import type { ParentChannel } from "./workers/parent_channel.ts";

export interface GatewayOptions {
  config: GatewayConfig;
  /** Stays the caller's: it is not closed with the gateway. */
  transport: Transport;
  logger: Logger;
  /** This process among all, new for every start. Default `gateway-<UUIDv7>`. */
  instance?: string;
  /** Default: the machine's. */
  clock?: Clock;
  /** Other processes that listen on the same port, where the kernel shares connections out. Default null: there are none. */
  siblings?: Pick<ParentChannel, "tellMetrics" | "allMetrics"> | null;
}

export interface RunningGateway {
  /** Where it listens, without a slash at its end. */
  url: string;
  instance: string;
  /** What the server calls, for callers within the process. */
  handler: GatewayHandler;
  /**
   * Turns new requests away, lets those in flight finish within the configured time, ships their records and waits until
   * they are committed: the recorder has to run meanwhile. Safe to call twice.
   */
  drain(): Promise<void>;
  /**
   * Makes room for another process on the same port: answers requests until clients have gone over to it, listens no
   * more, and stops. No request is turned away. Safe to call twice.
   */
  retire(): Promise<void>;
  /**
   * Drains, then ends the server and everything else of its own. With `stopListeningMs` it leaves its port first, as it
   * does when it retires, and turns nobody away. Safe to call twice.
   */
  stop(): Promise<void>;
}

/**
 * Starts a gateway in this process: takes up its spool and last good state, and serves. Throws `GatewayStartFault` when
 * the port is taken, the address is none of this machine, or the data directory cannot be written.
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { config, transport, logger, clock = systemClock } = options;
  const instance = options.instance ?? `gateway-${uuidv7(clock.now())}`;
  await using undo = new AsyncDisposableStack();
  try {
    const parts = await wireGateway({ config, transport, logger, instance, clock }, undo);
    const handler = gatewayHandler(parts.dependencies);
    undo.defer(() => handler.close());
    addHandlerGauges(parts.dependencies.metricRegistry, handler);
    const server = serve(handler, { ...options, clock });
    addServerGauges(parts.dependencies.metricRegistry, server);
    options.siblings?.tellMetrics(() => parts.dependencies.metricRegistry.render());
    if (options.siblings) parts.dependencies.allMetrics = () => options.siblings!.allMetrics();
    undo.defer(() => within(server.shutdown(), CONNECTIONS_MS, clock).then(() => {}));
    const startedAt = clock.now();
    const describe = () => ({
      instance,
      build: GATEWAY_BUILD,
      startedAt,
      requestsInFlight: handler.inFlight,
      recordsWritten: parts.records.health.written,
      recordsLost: parts.records.health.lostRecords,
      beatAt: clock.now(),
    });
    const heartbeat = new Heartbeat({ fleet: transport.fleet, clock, describe });
    heartbeat.start();
    undo.defer(() => heartbeat.stop());
    const url = urlOf(server.addr);
    return running(undo.move(), { url, handler, parts, options, instance, clock, server });
  } catch (error) {
    throw startFault(error, config) ?? error;
  }
}

interface Running {
  url: string;
  handler: GatewayHandler;
  parts: GatewayParts;
  options: GatewayOptions;
  instance: string;
  clock: Clock;
  server: EnduringServer;
}

function running(ending: AsyncDisposableStack, gateway: Running): RunningGateway {
  let drained: Promise<void> | null = null;
  const drain = (deadlineMs = gateway.options.config.drainMs) => drained ??= drainGateway(gateway, deadlineMs);
  const end = once(() => drain().then(() => ending.disposeAsync()));
  const leave = once(async (leavingMs: number) => {
    await leavePort(gateway, leavingMs);
    // Requests have had their time by now.
    await drain(0);
    await end();
  });
  const { stopListeningMs } = gateway.options.config;
  const stop = () => stopListeningMs > 0 ? leave(stopListeningMs) : end();
  const retire = () => leave(LEAVING_MS);
  return { url: gateway.url, instance: gateway.instance, handler: gateway.handler, drain, retire, stop };
}

function once<A extends unknown[], T>(act: (...given: A) => Promise<T>): (...given: A) => Promise<T> {
  let acted: Promise<T> | null = null;
  return (...given) => acted ??= act(...given);
}

/** Connections that are used are closed by their next answer first, so that few are left when nobody listens any more. */
async function leavePort({ handler, options, clock, server }: Running, leavingMs: number): Promise<void> {
  handler.leaving();
  await clock.delay(leavingMs);
  await within(server.shutdown(), options.config.drainMs, clock);
}

async function drainGateway({ handler, parts, options, clock, server }: Running, deadlineMs: number): Promise<void> {
  const { config, logger } = options;
  handler.draining();
  if (!await within(handler.idle(), deadlineMs, clock)) {
    logger.warn("requests_cut_off", { requestsInFlight: handler.inFlight });
    // As if their clients went away they are metered and recorded, and their providers are let go.
    handler.cuttingOff();
    server.cut();
    await within(handler.idle(), CUT_OFF_MS, clock);
  }
  const unsettled = await parts.limiter.drain(Math.min(SETTLEMENTS_MS, config.drainMs));
  if (unsettled > 0) logger.warn("settlements_left", { count: unsettled });
  const { left } = await parts.records.drain(Math.min(RECORDS_MS, config.drainMs));
  if (left > 0) logger.warn("records_left_in_spool", { records: left });
  await untilNobodyCalls(handler, clock);
}

/**
 * A connection that is closed while a request is on its way breaks it, and its client cannot know whether it was answered.
 * Every answer of a draining gateway closes its connection, so that soon none is left that anybody sends on.
 */
async function untilNobodyCalls(handler: GatewayHandler, clock: Clock): Promise<void> {
  let turnedAway = 0;
  for (let round = 0; round < QUIET_ROUNDS_MAX && handler.turnedAway > turnedAway; round++) {
    turnedAway = handler.turnedAway;
    await clock.delay(QUIET_MS);
  }
}

/** For clients to come back on connections of other processes. */
const LEAVING_MS = 500;

const QUIET_MS = 100;
const QUIET_ROUNDS_MAX = 20;

/** For requests that were cut off to be recorded. */
const CUT_OFF_MS = 1_000;
/** For settlements to arrive; reservations whose settlement does not expire at their estimates. */
const SETTLEMENTS_MS = 2_000;
/** For records to be committed; what is not stays on disk and loses nothing. */
const RECORDS_MS = 5_000;
/** For connections to be closed in good order. */
const CONNECTIONS_MS = 2_000;

async function within(work: Promise<void>, ms: number, clock: Clock): Promise<boolean> {
  const done = new AbortController();
  const expired = clock.delay(ms, done.signal).then(() => false, () => false);
  const inTime = await Promise.race([work.then(() => true), expired]);
  done.abort();
  return inTime;
}

function serve(
  handler: GatewayHandler,
  { config, logger, clock, siblings = null }: Pick<GatewayOptions, "config" | "logger" | "siblings"> & {
    clock: Clock;
  },
): EnduringServer {
  return new EnduringServer({
    hostname: config.host,
    port: config.port,
    reusePort: siblings !== null,
    // Answers pass through byte by byte: a compressor would hold frames of a stream back.
    automaticCompression: false,
    descriptorsMax: config.connectionsMax,
    clock,
    logger,
    onError: (cause) => {
      const requestId = uuidv7(clock.now());
      logger.error("request_failed", { requestId, error: cause });
      return errorResponse(new GatewayError("internal_error", { details: { requestId }, cause }), openaiChatDialect);
    },
    handler: (request) => handler(request),
  });
}

/** Where a client on this machine reaches an address that was listened on. */
function urlOf({ hostname, port }: Deno.NetAddr): string {
  if (hostname === "0.0.0.0" || hostname === "::") return `http://localhost:${port}`;
  return `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

function startFault(error: unknown, { host, port }: GatewayConfig): GatewayStartFault | null {
  const fault = (sentence: string) => new GatewayStartFault(sentence, { cause: error });
  if (error instanceof Deno.errors.AddrInUse) {
    return fault(`Port ${port} on ${host} is taken. End what listens there, or set GATEWAY_PORT to another one.`);
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return fault(`HOST is ${host}, which is no address of this machine.`);
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return fault(`Port ${port} may not be listened on by this user. Set GATEWAY_PORT to one above 1023.`);
  }
  return null;
}
