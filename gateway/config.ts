import { z } from "zod";
import {
  dataDirectory,
  flag,
  host,
  port,
  redisUrl,
  sharedSecret,
  wholeNumber,
} from "../shared/environment/environment_fields.ts";
import { openSecretFiles } from "../shared/environment/secret_files.ts";
import { type AddressPolicy, privateAddressesSchema } from "../shared/network/address_policy.ts";
import { readEnvironment } from "../shared/environment/read_environment.ts";
import { type LogLevel, logLevel } from "../shared/logging/log_level.ts";
import { type MetricsAccess, metricsAccess } from "../shared/metrics/metrics_access.ts";
import { type MasterKey, masterKeysSchema } from "../shared/vault/master_keys.ts";

/** What the environment says to the gateway, checked. */
export interface GatewayConfig {
  /** The address to listen on. Default `0.0.0.0`. */
  host: string;
  /** Default 8787; 0 takes a free one. */
  port: number;
  /** Null where another transport is given. */
  redisUrl: string | null;
  /** Where answers are cached, when it is another Redis than `redisUrl`: one that may evict. Null: the same. */
  redisCacheUrl: string | null;
  /** What cached answers may take in memory where there is no Redis. Default 64 MiB. */
  cacheBytesMax: number;
  /** Processes that share the port, under one that starts them again; null (default): this process serves by itself. */
  workers: number | null;
  /** Where spool and snapshot are kept. Default `.perpetuo`. */
  dataDirectory: string;
  /** They open provider keys; the first one wraps what captured bodies are sealed with. */
  masterKeys: MasterKey[];
  /** Whoever shows it sees names in `/readyz` and may use `/internal`. Null: nobody does. */
  internalSecret: string | null;
  /** The largest request body. Default 32 MiB. */
  bodyBytesMax: number;
  /** Requests in flight before new ones are turned away. Default 4,096. */
  requestsInFlightMax: number;
  /** How long a request's body of any length may take to arrive; it has a second more for each 256 KiB. Default 30,000 ms. */
  requestBodyMs: number;
  /** How long a client may read nothing of a stream that is ready for it. Default 60,000 ms. */
  answerUnreadMs: number;
  /** Open files and connections above which connections without a request are closed. Default 16,384. */
  connectionsMax: number;
  /** Bytes that records may take on disk while they cannot be shipped. Default 1 GiB. */
  spoolBytesMax: number;
  /** Bytes that records may take in memory while the disk refuses them. Default 32 MiB. */
  spoolMemoryBytesMax: number;
  /** Who may read `/metrics`. Default `secret`. */
  metricsAccess: MetricsAccess;
  /** Whether OpenTelemetry is told of requests. Default no. */
  tracing: boolean;
  /** Whether providers are told a client's `traceparent`. Default no. */
  traceToProviders: boolean;
  /** The least that is logged. Default `info`. */
  logLevel: LogLevel;
  /** How long requests may take to finish after SIGTERM. Default 25,000 ms. */
  drainMs: number;
  /**
   * How long requests are answered after SIGTERM before no connection is taken any more, so that a load balancer goes
   * elsewhere; 0 (default): they are turned away at once, in words, until this process ends.
   */
  stopListeningMs: number;
  /** Whether a connection is opened to each provider of a revision before a request needs it. Default yes. */
  warmConnections: boolean;
  /** Whether the environment names a proxy: providers are reached by `fetch` then, which finds its way through it. */
  usesProxy: boolean;
  /** Where providers may be. Default public addresses alone. */
  addressPolicy: AddressPolicy;
}

/**
 * Reads the environment; every problem is a sentence that names its variable. `redisNeeded`: whether `REDIS_URL` must be
 * set, as it must where the gateway is a process of its own; default false.
 */
export function readGatewayConfig(
  environment: Readonly<Record<string, string | undefined>>,
  { redisNeeded = false }: { redisNeeded?: boolean } = {},
): { ok: true; config: GatewayConfig } | { ok: false; problems: string[] } {
  const opened = openSecretFiles(environment);
  const read = readEnvironment(variables, opened.environment);
  const problems = [...opened.problems, ...read.ok ? [] : read.problems];
  if (redisNeeded && !opened.environment["REDIS_URL"]?.trim()) problems.push(NO_REDIS);
  if (!redisNeeded && read.ok && (read.value.GATEWAY_WORKERS ?? 1) > 1) problems.push(ONE_PROCESS);
  if (!read.ok || problems.length > 0) return { ok: false, problems };
  const { value } = read;
  return {
    ok: true,
    config: {
      host: value.HOST,
      port: value.GATEWAY_PORT,
      redisUrl: value.REDIS_URL ?? null,
      redisCacheUrl: value.REDIS_CACHE_URL ?? null,
      cacheBytesMax: value.CACHE_BYTES_MAX,
      workers: value.GATEWAY_WORKERS ?? null,
      dataDirectory: value.PERPETUO_DATA_DIR,
      masterKeys: value.PERPETUO_MASTER_KEYS,
      internalSecret: value.INTERNAL_SECRET ?? null,
      bodyBytesMax: value.BODY_BYTES_MAX,
      requestsInFlightMax: value.REQUESTS_IN_FLIGHT_MAX,
      requestBodyMs: value.REQUEST_BODY_MS,
      answerUnreadMs: value.ANSWER_UNREAD_MS,
      connectionsMax: value.CONNECTIONS_MAX,
      spoolBytesMax: value.SPOOL_BYTES_MAX,
      spoolMemoryBytesMax: value.SPOOL_MEMORY_BYTES_MAX,
      metricsAccess: value.METRICS,
      tracing: value.OTEL_DENO,
      traceToProviders: value.TRACE_TO_PROVIDERS,
      logLevel: value.LOG_LEVEL,
      drainMs: value.DRAIN_MS,
      stopListeningMs: value.STOP_LISTENING_MS,
      warmConnections: value.WARM_CONNECTIONS,
      usesProxy: PROXY_VARIABLES.some((name) => value[name] !== undefined),
      addressPolicy: value.PRIVATE_ADDRESSES,
    },
  };
}

/** The variables and what they mean, for `--help`. */
export const GATEWAY_VARIABLES: readonly (readonly [name: string, meaning: string])[] = [
  ["REDIS_URL", "Redis, needed, one server, sentinels or a cluster: configuration comes and records go through it"],
  [
    "PERPETUO_MASTER_KEYS",
    "k2:base64,k1:base64, needed: the control plane's, to open provider keys and seal captured bodies",
  ],
  ["HOST", "address to listen on, default 0.0.0.0"],
  ["GATEWAY_PORT", "default 8787"],
  [
    "GATEWAY_WORKERS",
    "processes that share the port, 1 to 256; SIGHUP replaces them one by one; default: this process alone",
  ],
  ["PERPETUO_DATA_DIR", "where records wait and the last good configuration is kept, default .perpetuo"],
  ["REDIS_CACHE_URL", "another Redis for cached answers, which may evict; default REDIS_URL"],
  ["CACHE_BYTES_MAX", "memory that cached answers may take where there is no Redis, default 67108864 (64 MiB)"],
  [
    "INTERNAL_SECRET",
    "the control plane's: opens /internal and names in /readyz; at least 32 characters, default none",
  ],
  ["METRICS", "who may read /metrics: secret (default; who shows INTERNAL_SECRET), open or off"],
  ["LOG_LEVEL", "info (default), warn (no event a request) or error"],
  ["OTEL_DENO", "true: requests are told to OpenTelemetry, at OTEL_EXPORTER_OTLP_ENDPOINT; default false"],
  ["TRACE_TO_PROVIDERS", "true: providers are sent the traceparent of clients, default false"],
  ["BODY_BYTES_MAX", "largest request body, default 33554432 (32 MiB)"],
  ["REQUESTS_IN_FLIGHT_MAX", "requests at a time before new ones are turned away, default 4096"],
  ["REQUEST_BODY_MS", "time for a request's body to arrive, and a second more for each 256 KiB of it, default 30000"],
  ["ANSWER_UNREAD_MS", "time that a client may read nothing of a stream that is ready for it, default 60000"],
  ["WARM_CONNECTIONS", "false: no connection to providers is opened before a request needs it; default true"],
  ["CONNECTIONS_MAX", "open files and connections above which connections without a request are closed, default 16384"],
  ["SPOOL_BYTES_MAX", "disk that waiting records may take, default 1073741824 (1 GiB)"],
  ["SPOOL_MEMORY_BYTES_MAX", "memory that records may take while the disk refuses them, default 33554432 (32 MiB)"],
  ["DRAIN_MS", "time for requests to finish after SIGTERM or SIGINT, default 25000"],
  [
    "STOP_LISTENING_MS",
    "time after SIGTERM in which requests are answered still, before connections are refused, so that a load balancer goes " +
    "to another gateway; default 0: requests are turned away at once (503)",
  ],
  [
    "PRIVATE_ADDRESSES",
    "deny (default), allow, or where providers may be beside public addresses: loopback, private, addresses, ranges, names",
  ],
  ["HTTPS_PROXY, HTTP_PROXY, ALL_PROXY", "proxy through which providers are reached, except for hosts in NO_PROXY"],
];

/** What `fetch` heeds, in the case that it heeds. */
const PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] as const;

const NO_REDIS = "REDIS_URL is not set: a gateway of its own gets its configuration through Redis. " +
  "Set it (redis://host:6379), or run everything in one process with 'deno task start'.";

const ONE_PROCESS = "GATEWAY_WORKERS: everything runs in one process here; for more, run 'deno task gateway' with " +
  "REDIS_URL.";

const WORKERS = "expected a whole number from 1 to 256";

const variables = z.object({
  HOST: host(),
  GATEWAY_PORT: port(8_787),
  REDIS_URL: redisUrl().optional(),
  REDIS_CACHE_URL: redisUrl().optional(),
  CACHE_BYTES_MAX: wholeNumber({ min: 0, max: 17_179_869_184, fallback: 67_108_864 }),
  PERPETUO_DATA_DIR: dataDirectory(),
  PERPETUO_MASTER_KEYS: z.string().pipe(masterKeysSchema),
  INTERNAL_SECRET: sharedSecret().optional(),
  BODY_BYTES_MAX: wholeNumber({ min: 1_024, max: 1_073_741_824, fallback: 33_554_432 }),
  REQUESTS_IN_FLIGHT_MAX: wholeNumber({ min: 1, max: 1_000_000, fallback: 4_096 }),
  REQUEST_BODY_MS: wholeNumber({ min: 1_000, max: 3_600_000, fallback: 30_000 }),
  ANSWER_UNREAD_MS: wholeNumber({ min: 1_000, max: 3_600_000, fallback: 60_000 }),
  WARM_CONNECTIONS: flag(true),
  CONNECTIONS_MAX: wholeNumber({ min: 64, max: 1_000_000, fallback: 16_384 }),
  SPOOL_BYTES_MAX: wholeNumber({ min: 1_048_576, max: 1_099_511_627_776, fallback: 1_073_741_824 }),
  SPOOL_MEMORY_BYTES_MAX: wholeNumber({ min: 0, max: 17_179_869_184, fallback: 33_554_432 }),
  METRICS: metricsAccess.default("secret"),
  OTEL_DENO: flag(false),
  TRACE_TO_PROVIDERS: flag(false),
  LOG_LEVEL: logLevel.default("info"),
  DRAIN_MS: wholeNumber({ min: 0, max: 600_000, fallback: 25_000 }),
  STOP_LISTENING_MS: wholeNumber({ min: 0, max: 60_000, fallback: 0 }),
  PRIVATE_ADDRESSES: z.string().default("deny").pipe(privateAddressesSchema),
  HTTPS_PROXY: z.string().optional(),
  https_proxy: z.string().optional(),
  HTTP_PROXY: z.string().optional(),
  http_proxy: z.string().optional(),
  ALL_PROXY: z.string().optional(),
  all_proxy: z.string().optional(),
  GATEWAY_WORKERS: z.string().regex(/^\d{1,3}$/, WORKERS).transform(Number)
    .refine((count) => count >= 1 && count <= 256, WORKERS).optional(),
});
