import { join } from "node:path";
import { createSecretToken } from "../../shared/identifiers/secret_token.ts";
import { eventually } from "../../testing/eventually.ts";
import { repositoryRoot } from "../../tools/repository.ts";
import { SEEDED } from "../stack.ts";
import { runProgram } from "./run_program.ts";

export interface ComposeOptions {
  /** More compose files, for engines that need something of their own. */
  files: string[];
  /** Whether images are made first. */
  build: boolean;
  onProgress: (line: string) => void;
}

/** The whole system in containers, as a project of its own with ports and secrets of its own. */
export class ComposeStack implements AsyncDisposable {
  readonly ports = freePorts();
  readonly gatewayUrl = `http://127.0.0.1:${this.ports.gateway}`;
  readonly graphqlUrl = `http://127.0.0.1:${this.ports.controlPlane}/graphql`;
  // By the name that it says of itself: cookies are taken from that origin alone.
  readonly consoleUrl = `http://localhost:${this.ports.console}`;
  readonly providerUrl = `http://127.0.0.1:${this.ports.provider}`;
  readonly apiKey = SEEDED.apiKey;
  readonly adminToken = SEEDED.adminToken;
  readonly #project = `perpetuo-test-${Deno.pid}`;
  readonly #options: ComposeOptions;
  readonly #secrets: string;

  private constructor(options: ComposeOptions, secrets: string) {
    this.#options = options;
    this.#secrets = secrets;
  }

  /** Makes images, starts everything with so many gateways, and waits until all of it is healthy. */
  static async start(gateways: number, options: ComposeOptions): Promise<ComposeStack> {
    const stack = new ComposeStack(options, await writeSecrets());
    try {
      if (options.build) {
        options.onProgress("Building images");
        await stack.compose(["build"]);
      }
      options.onProgress(`Starting ${gateways} gateways behind nginx, and all that they need`);
      await stack.scale(gateways);
      return stack;
    } catch (error) {
      options.onProgress(await stack.logs());
      await stack[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Starts what is not there, removes what is too much, and waits until all of it is healthy. */
  async scale(gateways: number): Promise<void> {
    await this.compose([
      "up",
      "--detach",
      "--no-build",
      "--no-recreate",
      "--wait",
      "--wait-timeout",
      "180",
      "--scale",
      `gateway=${gateways}`,
    ]);
  }

  compose(args: string[]): Promise<string> {
    const files = ["docker-compose.yml", "e2e/compose/docker-compose.test.yml", ...this.#options.files];
    return runProgram("docker", ["compose", ...files.flatMap((file) => ["--file", file]), ...args], {
      cwd: repositoryRoot,
      env: this.#environment(),
    });
  }

  docker(args: string[]): Promise<string> {
    return runProgram("docker", args, { cwd: repositoryRoot, env: {} });
  }

  /** The containers of a service; with `all` those too that do not run. */
  async containers(service: string, { all = false } = {}): Promise<string[]> {
    const output = await this.compose(["ps", "--quiet", ...(all ? ["--all"] : []), service]);
    return output.split("\n").filter((line) => line !== "");
  }

  /** Resolves when every container of the service says that it is well. */
  async healthy(service: string): Promise<void> {
    await eventually(async () => {
      const ids = await this.containers(service, { all: true });
      const states = await this.docker(["inspect", "--format", "{{.State.Health.Status}}", ...ids]);
      return states.trim().split("\n").every((state) => state === "healthy");
    }, { timeoutMs: 120_000 });
  }

  /** What the containers have said lately. */
  async logs(...services: string[]): Promise<string> {
    return await this.compose(["logs", "--no-color", ...(services.length === 0 ? ["--tail", "60"] : []), ...services])
      .catch(String);
  }

  /** Every secret's contents. */
  async secrets(): Promise<string[]> {
    const contents: string[] = [];
    for await (const { name } of Deno.readDir(this.#secrets)) {
      contents.push((await Deno.readTextFile(join(this.#secrets, name))).trim());
    }
    return contents;
  }

  /** Where it is, and how it is ended. */
  describe(): string {
    return `${this.gatewayUrl}/v1, ${this.consoleUrl}, ${this.graphqlUrl}; secrets are in ${this.#secrets}; ` +
      `end it with: docker compose --project-name ${this.#project} down --volumes`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.compose(["down", "--volumes", "--timeout", "5", "--remove-orphans"]).catch(this.#options.onProgress);
    await Deno.remove(this.#secrets, { recursive: true });
  }

  #environment(): Record<string, string> {
    const seeds = ["PERPETUO_ADMIN_PASSWORD", "PERPETUO_ADMIN_TOKEN", "PERPETUO_API_KEY"];
    return {
      COMPOSE_PROJECT_NAME: this.#project,
      PERPETUO_VERSION: "compose-test",
      SECRETS_DIR: this.#secrets,
      ...Object.fromEntries(seeds.map((name) => [`${name}_FILE`, join(this.#secrets, name)])),
      PERPETUO_ADMIN_EMAIL: SEEDED.email,
      GATEWAY_PORT: String(this.ports.gateway),
      CONTROL_PLANE_PORT: String(this.ports.controlPlane),
      CONSOLE_PORT: String(this.ports.console),
      PROVIDER_PORT: String(this.ports.provider),
      PUBLIC_CONSOLE_URL: this.consoleUrl,
      PUBLIC_GATEWAY_URL: this.gatewayUrl,
      PRIVATE_ADDRESSES: "provider",
      // Small, so that it takes little to exceed it.
      BODY_BYTES_MAX: String(BODY_BYTES_MAX),
    };
  }
}

export const BODY_BYTES_MAX = 1_048_576;

/** A folder of secrets as docs/compose.md has them made, and what the first start is seeded with. */
async function writeSecrets(): Promise<string> {
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-secrets-" });
  const made = () => createSecretToken("ppk").secret;
  const [postgres, redis] = [made(), made()];
  const masterKey = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
  const contents = {
    master_keys: `k1:${masterKey}`,
    internal_secret: made(),
    auth_secret: made(),
    postgres_password: postgres,
    database_url: `postgresql://perpetuo:${postgres}@postgres:5432/perpetuo`,
    redis_password: redis,
    redis_url: `redis://:${redis}@redis:6379`,
    PERPETUO_ADMIN_PASSWORD: SEEDED.password,
    PERPETUO_ADMIN_TOKEN: SEEDED.adminToken,
    PERPETUO_API_KEY: SEEDED.apiKey,
  };
  for (const [name, text] of Object.entries(contents)) {
    // Containers' users read them, who are nobody here; the folder keeps everybody else out.
    await Deno.writeTextFile(join(directory, name), `${text}\n`, { mode: 0o644 });
  }
  return directory;
}

function freePorts() {
  const listeners = Array.from({ length: 4 }, () => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const [gateway, controlPlane, console, provider] = listeners.map(({ addr }) => addr.port);
  for (const listener of listeners) listener.close();
  return { gateway: gateway!, controlPlane: controlPlane!, console: console!, provider: provider! };
}
