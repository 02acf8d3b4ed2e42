import { createSecretToken } from "../shared/identifiers/secret_token.ts";
import { repositoryPath, repositoryRoot } from "../tools/repository.ts";

export interface StackOptions {
  /** Default: a new temporary directory, removed by `dispose`. */
  dataDirectory?: string;
  environment?: Record<string, string>;
  /** Ports to use; default: free ones. */
  ports?: Ports;
}

export interface Ports {
  gateway: number;
  controlPlane: number;
  console: number;
}

/** `deno task start` as a child process, as a newcomer runs it. */
export interface Stack {
  readonly gatewayUrl: string;
  readonly graphqlUrl: string;
  readonly consoleUrl: string;
  readonly apiKey: string;
  readonly adminToken: string;
  readonly dataDirectory: string;
  readonly ports: Ports;
  readonly pid: number;
  /** Everything printed so far. */
  output(): string;
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number>;
  /** SIGKILL of the process itself: what it started is left behind. */
  kill(): Promise<void>;
}

/** The secrets that every stack of these tests is seeded with. */
export const SEEDED = {
  apiKey: createSecretToken("ppk").token,
  adminToken: createSecretToken("ppt").token,
  email: "owner@example.com",
  password: "a long enough password",
};

/** Starts a stack and waits until its banner is there; throws with its output when it exits before. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const dataDirectory = options.dataDirectory ?? await Deno.makeTempDir({ prefix: "perpetuo-e2e-" });
  const ports = options.ports ?? freePorts();
  const run = spawnStart({ ...options, dataDirectory, ports });
  await Promise.race([run.printed("Ctrl-C drains"), run.status]);
  if (!run.output().includes("Ctrl-C drains")) {
    await run.closed;
    throw new Error(`start ended with ${(await run.status).code}:\n${run.output()}`);
  }
  return {
    gatewayUrl: `http://127.0.0.1:${ports.gateway}`,
    graphqlUrl: `http://127.0.0.1:${ports.controlPlane}/graphql`,
    consoleUrl: `http://127.0.0.1:${ports.console}`,
    apiKey: SEEDED.apiKey,
    adminToken: SEEDED.adminToken,
    dataDirectory,
    ports,
    pid: run.pid,
    output: run.output,
    stop: () => run.end("SIGTERM"),
    kill: async () => void await run.end("SIGKILL"),
  };
}

/** Starts a stack that is expected to give up; resolves to what it printed and its exit code. */
export async function failedStart(options: StackOptions): Promise<{ code: number; output: string }> {
  const run = spawnStart(options);
  const { code } = await run.status;
  await run.closed;
  return { code, output: run.output() };
}

/** Three ports that were free a moment ago. */
export function freePorts(): Ports {
  const listeners = [0, 1, 2].map(() => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const [gateway, controlPlane, console] = listeners.map((listener) => listener.addr.port) as [number, number, number];
  for (const listener of listeners) listener.close();
  return { gateway, controlPlane, console };
}

function spawnStart(options: StackOptions) {
  const ports = options.ports ?? freePorts();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--node-modules-dir=manual", repositoryPath("start/main.ts")],
    cwd: repositoryRoot,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "",
      GATEWAY_PORT: String(ports.gateway),
      CONTROL_PLANE_PORT: String(ports.controlPlane),
      CONSOLE_PORT: String(ports.console),
      PERPETUO_ADMIN_EMAIL: SEEDED.email,
      PERPETUO_ADMIN_PASSWORD: SEEDED.password,
      PERPETUO_ADMIN_TOKEN: SEEDED.adminToken,
      PERPETUO_API_KEY: SEEDED.apiKey,
      ...(options.dataDirectory ? { PERPETUO_DATA_DIR: options.dataDirectory } : {}),
      ...options.environment,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return watched(child);
}

function watched(child: Deno.ChildProcess) {
  let text = "";
  const waiting = new Set<{ wanted: string; found: () => void }>();
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      for (const wait of waiting) if (text.includes(wait.wanted)) wait.found();
    }
  };
  const closed = Promise.all([read(child.stdout), read(child.stderr)]);
  let hasEnded = false;
  child.status.then(() => hasEnded = true);
  return {
    pid: child.pid,
    status: child.status,
    closed,
    output: () => text,
    printed: (wanted: string) => new Promise<void>((found) => void waiting.add({ wanted, found })),
    async end(signal: Deno.Signal) {
      // One that fell over by itself tells so by its exit code.
      if (!hasEnded) child.kill(signal);
      const { code } = await child.status;
      // A killed process leaves its Postgres behind, which may hold the pipes open.
      if (signal !== "SIGKILL") await closed;
      return code;
    },
  };
}
