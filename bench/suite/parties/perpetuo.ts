import project from "../../../deno.json" with { type: "json" };
import { Redis } from "ioredis";
import { freePort } from "../../../prisma/embedded/free_port.ts";
import { systemClock } from "../../../shared/time/clock.ts";
import { redisTransport } from "../../../shared/transport/redis/redis_transport.ts";
import { repositoryRoot } from "../../../tools/repository.ts";
import { findOrInstallRedis } from "../../../testing/redis_program.ts";
import { startRedisProcess } from "../../../testing/redis_process.ts";
import { feedTenant } from "../governed/feed_tenant.ts";
import { GovernedAudit } from "../governed/governed_audit.ts";
import { makeGovernedTenant, MASTER_KEYS, ROUTES } from "../governed/governed_tenant.ts";
import type { MockUpstream } from "../mock_upstream.ts";
import type { Party } from "../party.ts";
import { answersOk } from "../../../testing/answers_ok.ts";
import { startServer } from "../programs/server_process.ts";

export interface PerpetuoOptions {
  mock: MockUpstream;
  directory: string;
  /** Default: a single one, without a supervisor. */
  processes?: number;
  /** Default: one. */
  keys?: number;
  /** More of the gateway's environment. */
  environment?: Record<string, string>;
}

/**
 * Our gateway as it is deployed: `deno task gateway` on a Redis of its own that keeps its data as docker-compose.yml has
 * it. The feed is filled as a control plane fills it; there is none while it is measured, and no recorder either.
 */
export async function startPerpetuo(name: string, options: PerpetuoOptions): Promise<Party> {
  await using undo = new AsyncDisposableStack();
  const { mock, directory } = options;
  await Deno.mkdir(`${directory}/redis`, { recursive: true });
  const redis = await startRedisProcess(await findOrInstallRedis(), { appendOnlyIn: `${directory}/redis` });
  undo.defer(() => redis.stop());
  const transport = redisTransport({
    url: redis.url,
    clock: systemClock,
    onProblem: ({ message }) => console.error(message),
  });
  undo.defer(() => transport.close());
  const tenant = await makeGovernedTenant({ upstreamPort: mock.port, keys: options.keys ?? 1 });
  await feedTenant(transport, tenant);
  const audit = undo.use(new GovernedAudit(redis.url, transport, tenant));
  const port = freePort()!;
  const server = await startServer({
    command: [Deno.execPath(), ...project.tasks.gateway.split(" ").slice(1)],
    environment: gatewayEnvironment({ port, redisUrl: redis.url, options }),
    workingDirectory: repositoryRoot,
    logFile: `${directory}/gateway.log`,
    isParty: true,
    ready: () => answersOk(`http://127.0.0.1:${port}/readyz`),
  });
  undo.defer(() => server.stop());
  const owned = undo.move();
  const authorization = (token: string) => `Bearer ${token}`;
  return {
    name,
    processIds: [server.processId],
    storeProcessIds: [await processIdOf(redis.url)],
    target: (question) => ({
      port,
      path: "/v1/chat/completions",
      headers: { authorization: authorization(tenant.tokens[0]!) },
      model: question === "translated_stream" ? ROUTES.anthropic : ROUTES.openai,
    }),
    manyKeys: tenant.tokens.map(authorization),
    watch: (question) => audit.watch(question),
    stop: () => owned.disposeAsync(),
  };
}

function gatewayEnvironment(
  { port, redisUrl, options }: { port: number; redisUrl: string; options: PerpetuoOptions },
): Record<string, string> {
  return {
    HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    REDIS_URL: redisUrl,
    PERPETUO_MASTER_KEYS: MASTER_KEYS,
    PERPETUO_DATA_DIR: `${options.directory}/data`,
    PRIVATE_ADDRESSES: "loopback",
    // As nginx has no access log: what happened is in the records.
    LOG_LEVEL: "warn",
    ...(options.processes !== undefined && { GATEWAY_WORKERS: String(options.processes) }),
    ...options.environment,
  };
}

async function processIdOf(redisUrl: string): Promise<number> {
  const redis = new Redis(redisUrl);
  const id = /process_id:(\d+)/.exec(await redis.info("server"))?.[1];
  await redis.quit();
  return Number(id);
}
