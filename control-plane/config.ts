import { z } from "zod";
import { httpUrl, port, redisUrl, sharedSecret } from "../shared/environment/environment_fields.ts";
import { type AddressPolicy, privateAddressesSchema } from "../shared/network/address_policy.ts";
import { openSecretFiles } from "../shared/environment/secret_files.ts";
import { type LogLevel, logLevel } from "../shared/logging/log_level.ts";
import { type MetricsAccess, metricsAccess } from "../shared/metrics/metrics_access.ts";
import { type MasterKey, masterKeysSchema } from "../shared/vault/master_keys.ts";
import { smtpFromSchema, type SmtpSettings, smtpUrlSchema } from "./authentication/smtp_settings.ts";
import { type TrustedProxies, trustedProxiesSchema } from "./authentication/client_address.ts";
import type { Settings } from "./dependencies.ts";
import type { CallLimits } from "./graphql/call_limiter.ts";
import { type SeedValues, seedValues } from "./seeding/seed_values.ts";

/** What the environment says to the control plane, checked. */
export interface ControlPlaneConfig {
  /** The address to listen on. Default `0.0.0.0`. */
  host: string;
  /** Default 4000; 0 takes a free one. */
  port: number;
  /** Postgres itself, or a pooler before it, in transaction mode too. */
  databaseUrl: string;
  /** The same database by a way that keeps sessions, for migrations and notifications. Default `databaseUrl`. */
  databaseDirectUrl: string;
  /** Null where another transport is given. */
  redisUrl: string | null;
  /** The first wraps, all unwrap. */
  masterKeys: MasterKey[];
  /** Signs sessions; at least 32 characters. */
  authSecret: string;
  /** Where this process reaches gateways, without a slash at its end. Default `http://localhost:8787`. */
  gatewayUrl: string;
  /** What gateways know this process by; null: they cannot be asked for anything. */
  internalSecret: string | null;
  /** Who may read `/metrics`. Default `secret`. */
  metricsAccess: MetricsAccess;
  /** The least that is logged. Default `info`. */
  logLevel: LogLevel;
  /** Where browsers reach the console, without a slash at its end. Default `http://localhost:3000`. */
  publicConsoleUrl: string;
  /** Default `invite`. */
  signup: Settings["signup"];
  /** What sends mail; null: nothing does. */
  smtp: SmtpSettings | null;
  /** Days after which a new token must end at the latest; null (default): it need not end. */
  tokenDaysMax: number | null;
  /** Default nobody. */
  trustedProxies: TrustedProxies;
  /** Where providers and webhooks may be. Default public addresses alone. */
  addressPolicy: AddressPolicy;
  /** Whether the environment names a proxy: webhooks go through it then. */
  usesProxy: boolean;
  /** Days that request records are kept. Default 30. */
  logRetentionDays: number;
  /** Where records are written to as files, beside Postgres; null: nowhere. */
  recordFileSink: { directory: string; bytesMax: number; filesMax: number } | null;
  /** Days that the audit trail is kept; null (default): for ever. */
  auditRetentionDays: number | null;
  /** What each caller may ask of GraphQL: cost a minute. Default 6,000,000, and 600,000 from a stranger's address. */
  callLimits: CallLimits;
  /** Subscriptions at a time in this process. Default 20 of each caller, 2,000 in all. */
  subscriptions: { eachMax: number; allMax: number };
  /** `console`: requests with cookies may send the console's documents alone. Default `off`. */
  persistedDocumentsOnly: "off" | "console";
  /** Default on. */
  introspection: boolean;
  /** Default off. */
  graphiql: boolean;
  /** What the first start on an empty database takes from the environment; checked only then. */
  seed: SeedValues;
}

/**
 * Reads the environment; every problem is a sentence that names its variable. An empty variable counts as not set.
 * `redis` says whether `REDIS_URL` is needed; default optional, for a process that brings a transport of its own.
 */
export function readControlPlaneConfig(
  environment: Readonly<Record<string, string | undefined>>,
  options: { redis?: "needed" | "optional" } = {},
): { ok: true; config: ControlPlaneConfig } | { ok: false; problems: string[] } {
  const opened = openSecretFiles(environment);
  const set = Object.fromEntries(Object.entries(opened.environment).filter(([, value]) => value?.trim()));
  const parsed = variables.safeParse(set);
  const problems = [
    ...opened.problems,
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join(".")}: ${issue.message}`),
  ];
  if (options.redis === "needed" && set.REDIS_URL === undefined) {
    problems.push("REDIS_URL: is needed: redis://host:6379");
  }
  if ((set.SMTP_URL === undefined) !== (set.SMTP_FROM === undefined)) {
    problems.push(`${set.SMTP_URL === undefined ? "SMTP_URL" : "SMTP_FROM"}: is needed too: the two belong together`);
  }
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  const read = parsed.data;
  return {
    ok: true,
    config: {
      host: read.HOST,
      port: read.CONTROL_PLANE_PORT,
      databaseUrl: read.DATABASE_URL,
      databaseDirectUrl: read.DATABASE_DIRECT_URL ?? read.DATABASE_URL,
      redisUrl: read.REDIS_URL ?? null,
      masterKeys: read.PERPETUO_MASTER_KEYS,
      authSecret: read.AUTH_SECRET,
      gatewayUrl: read.GATEWAY_URL ?? `http://localhost:${read.GATEWAY_PORT}`,
      internalSecret: read.INTERNAL_SECRET ?? null,
      metricsAccess: read.METRICS,
      logLevel: read.LOG_LEVEL,
      publicConsoleUrl: read.PUBLIC_CONSOLE_URL,
      signup: read.SIGNUP,
      smtp: read.SMTP_URL === undefined ? null : { ...read.SMTP_URL, from: read.SMTP_FROM! },
      tokenDaysMax: read.TOKEN_DAYS_MAX ?? null,
      trustedProxies: read.TRUSTED_PROXIES,
      addressPolicy: read.PRIVATE_ADDRESSES,
      usesProxy: PROXY_VARIABLES.some((name) => set[name] !== undefined),
      logRetentionDays: read.LOG_RETENTION_DAYS,
      recordFileSink: read.RECORD_FILE_SINK_DIR === undefined ? null : {
        directory: read.RECORD_FILE_SINK_DIR,
        bytesMax: read.RECORD_FILE_SINK_BYTES_MAX,
        filesMax: read.RECORD_FILE_SINK_FILES_MAX,
      },
      auditRetentionDays: read.AUDIT_RETENTION_DAYS ?? null,
      callLimits: {
        costPerMinute: read.GRAPHQL_COST_PER_MINUTE,
        anonymousCostPerMinute: read.GRAPHQL_ANONYMOUS_COST_PER_MINUTE,
      },
      subscriptions: { eachMax: read.GRAPHQL_SUBSCRIPTIONS_EACH_MAX, allMax: read.GRAPHQL_SUBSCRIPTIONS_MAX },
      persistedDocumentsOnly: read.PERSISTED_DOCUMENTS_ONLY,
      introspection: read.GRAPHQL_INTROSPECTION === "on",
      graphiql: read.GRAPHIQL === "on",
      seed: seedValues(set),
    },
  };
}

/** The variables and what they mean, for `--help`. */
export const CONTROL_PLANE_VARIABLES: readonly (readonly [name: string, meaning: string])[] = [
  ["DATABASE_URL", "Postgres, needed; or a pooler such as PgBouncer before it"],
  ["DATABASE_DIRECT_URL", "the same database without a pooler in transaction mode, default DATABASE_URL"],
  ["REDIS_URL", "Redis, needed: redis://, redis+sentinel:// or redis+cluster://"],
  ["PERPETUO_MASTER_KEYS", "k2:base64,k1:base64, needed; the first wraps, all unwrap"],
  ["AUTH_SECRET", "signs sessions, at least 32 characters, needed"],
  ["HOST", "address to listen on, default 0.0.0.0"],
  ["CONTROL_PLANE_PORT", "default 4000"],
  ["GATEWAY_URL", "where this process reaches a gateway, default http://localhost:8787"],
  ["INTERNAL_SECRET", "the gateways' own: for connection tests, replays and the playground; default none"],
  ["METRICS", "who may read /metrics: secret (default; who shows INTERNAL_SECRET), open or off"],
  ["LOG_LEVEL", "info (default), warn or error"],
  ["PUBLIC_CONSOLE_URL", "where browsers reach the console, default http://localhost:3000"],
  ["SIGNUP", "open, invite (default) or off"],
  ["SMTP_URL", "mail server, smtp://user:password@host:587 or smtps://…:465; default none"],
  ["SMTP_FROM", "sender of mails, 'Perpetuo <perpetuo@example.com>'; needed with SMTP_URL"],
  ["TOKEN_DAYS_MAX", "days after which new access tokens must end, default none"],
  ["TRUSTED_PROXIES", "addresses or ranges whose x-forwarded-for is believed, default none"],
  [
    "PRIVATE_ADDRESSES",
    "deny (default), allow, or where providers and webhooks may be beside public addresses; the gateways' own",
  ],
  ["HTTPS_PROXY, HTTP_PROXY, ALL_PROXY", "proxy through which webhooks are sent, except to hosts in NO_PROXY"],
  ["LOG_RETENTION_DAYS", "days that request records are kept, default 30"],
  ["RECORD_FILE_SINK_DIR", "directory that records are written to as JSON lines beside Postgres, default none"],
  ["RECORD_FILE_SINK_BYTES_MAX", "largest file there, default 104857600 (100 MiB)"],
  ["RECORD_FILE_SINK_FILES_MAX", "files that are kept there, default 100"],
  ["AUDIT_RETENTION_DAYS", "days that the audit trail is kept, 30 or more, default for ever"],
  ["GRAPHQL_COST_PER_MINUTE", "what each caller may ask of GraphQL, default 6000000"],
  ["GRAPHQL_ANONYMOUS_COST_PER_MINUTE", "the same for each address of strangers, default 600000"],
  ["GRAPHQL_SUBSCRIPTIONS_EACH_MAX", "subscriptions of each caller at a time in this process, default 20"],
  ["GRAPHQL_SUBSCRIPTIONS_MAX", "subscriptions of all at a time in this process, default 2000"],
  ["PERSISTED_DOCUMENTS_ONLY", "console: cookies are good for the console's documents alone; off (default)"],
  ["GRAPHQL_INTROSPECTION", "on (default) or off"],
  ["GRAPHIQL", "on or off (default): the GraphQL explorer, for development"],
  ["PERPETUO_ADMIN_EMAIL, PERPETUO_ADMIN_PASSWORD, PERPETUO_ADMIN_TOKEN, PERPETUO_API_KEY", "first start only"],
  [
    "OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY, …",
    "make a provider each at the first start; docs/operations.md lists them",
  ],
];

/** What `fetch` heeds, in the case that it heeds. */
const PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] as const;

const onOff = z.enum(["on", "off"], "must be on or off");

const variables = z.object({
  HOST: z.string().trim().default("0.0.0.0"),
  CONTROL_PLANE_PORT: z.coerce.number("must be a port").int().min(0).max(65_535).default(4_000),
  DATABASE_URL: databaseUrl(),
  DATABASE_DIRECT_URL: databaseUrl().optional(),
  REDIS_URL: z.string().trim().pipe(redisUrl()).optional(),
  PERPETUO_MASTER_KEYS: z.string("is needed: id:key, the key being 32 random bytes in base64").pipe(masterKeysSchema),
  AUTH_SECRET: z.string("is needed: at least 32 random characters").min(32, "must have at least 32 characters"),
  // The gateway's port, where one runs on this machine with its default changed.
  GATEWAY_PORT: port(8_787),
  GATEWAY_URL: httpUrl().optional(),
  INTERNAL_SECRET: sharedSecret().optional(),
  METRICS: metricsAccess.default("secret"),
  LOG_LEVEL: logLevel.default("info"),
  PUBLIC_CONSOLE_URL: z.string().trim()
    .refine((url) => /^https?:$/.test(protocolOf(url)), "must be a URL like https://console.example.com")
    .refine(
      (url) => !URL.canParse(url) || new URL(url).pathname === "/",
      "must have no path: the console is at its root",
    )
    .transform((url) => url.replace(/\/+$/, "")).default("http://localhost:3000"),
  SIGNUP: z.enum(["open", "invite", "off"], "must be open, invite or off").default("invite"),
  SMTP_URL: smtpUrlSchema.optional(),
  PRIVATE_ADDRESSES: z.string().default("deny").pipe(privateAddressesSchema),
  SMTP_FROM: smtpFromSchema.optional(),
  TOKEN_DAYS_MAX: z.coerce.number("must be a number of days").int().min(1).max(3_650).optional(),
  TRUSTED_PROXIES: z.string().default("").pipe(trustedProxiesSchema),
  LOG_RETENTION_DAYS: z.coerce.number("must be a number of days").int().min(1).max(3_650).default(30),
  RECORD_FILE_SINK_DIR: z.string().trim().optional(),
  RECORD_FILE_SINK_BYTES_MAX: z.coerce.number("must be a number of bytes").int().min(1_048_576).max(1_099_511_627_776)
    .default(104_857_600),
  RECORD_FILE_SINK_FILES_MAX: z.coerce.number("must be a number of files").int().min(2).max(100_000).default(100),
  AUDIT_RETENTION_DAYS: z.coerce.number("must be a number of days").int().min(30).max(36_500).optional(),
  // One operation of the greatest cost must pass.
  GRAPHQL_COST_PER_MINUTE: z.coerce.number("must be a cost").int().min(200_000).max(10 ** 12).default(6_000_000),
  GRAPHQL_ANONYMOUS_COST_PER_MINUTE: z.coerce.number("must be a cost").int().min(1_000).max(10 ** 12).default(600_000),
  GRAPHQL_SUBSCRIPTIONS_EACH_MAX: z.coerce.number("must be a number").int().min(1).max(10_000).default(20),
  GRAPHQL_SUBSCRIPTIONS_MAX: z.coerce.number("must be a number").int().min(1).max(100_000).default(2_000),
  PERSISTED_DOCUMENTS_ONLY: z.enum(["off", "console"], "must be off or console").default("off"),
  GRAPHQL_INTROSPECTION: onOff.default("on"),
  GRAPHIQL: onOff.default("off"),
});

function databaseUrl() {
  return z.string("is needed: postgresql://user:password@host:5432/database").trim()
    // Never quoted in the message: it holds the password.
    .refine(
      (url) => /^postgres(ql)?:$/.test(protocolOf(url)),
      "must be a URL like postgresql://user:password@host:5432/database",
    );
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : "";
}
