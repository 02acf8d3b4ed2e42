import { freePort } from "../prisma/embedded/free_port.ts";
import { systemClock } from "../shared/time/clock.ts";

/** A redis-server of our own. */
export interface RedisProcess {
  /** Another one after each restart. */
  readonly processId: number;
  url: string;
  /** Where nodes of a cluster talk to each other; null outside of one. */
  busPort: number | null;
  /** Where it speaks TLS; null where it does not. */
  tlsPort: number | null;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Starts it again on its port, after killing it when it runs: with what it had written, where it keeps anything. */
  restart(): Promise<void>;
  /** `SIGSTOP` makes it hang with its connections open, `SIGCONT` lets it go on. */
  signal(signal: Deno.Signal): void;
}

export interface RedisProcessOptions {
  /**
   * Where it appends every command to a file before it answers, which outlives its kill; with the settings of
   * `docker-compose.yml`. Default: nowhere, it holds its data in memory alone.
   */
  appendOnlyIn?: string;
  /** Makes it a node of a cluster that keeps what it knows of the others in this directory, which is made. */
  clusterIn?: string;
  /** After how long a node of a cluster is taken for dead, milliseconds. Default 15,000. */
  nodeTimeoutMs?: number;
  /** Makes it a replica of the server at this URL. */
  replicaOf?: string;
  /** Makes it a sentinel by this file, which it writes to. */
  sentinelFile?: string;
  /** Speaks TLS on a port of its own as well, to clients whose certificate is of the same authority. Files, PEM. */
  tls?: { certificate: string; key: string; authority: string };
}

/** Starts `program` (redis-server or valkey-server) on a free port of 127.0.0.1 and waits until it answers. */
export async function startRedisProcess(program: string, options: RedisProcessOptions = {}): Promise<RedisProcess> {
  for (let attempt = 1;; attempt++) {
    const port = freePort();
    const busPort = options.clusterIn === undefined ? null : freePort();
    const tlsPort = options.tls === undefined ? null : freePort();
    if (port === null || port === busPort || port === tlsPort) throw new Error("No free port for redis-server.");
    if (options.clusterIn !== undefined) await Deno.mkdir(options.clusterIn, { recursive: true });
    const start = () => launch(program, port, argumentsFor({ port, busPort, tlsPort }, options));
    const child = await start();
    if (child !== null) return new Server({ url: `redis://127.0.0.1:${port}`, busPort, tlsPort }, child, start);
    // Somebody took the port between our look and the server's.
    if (attempt === 5) throw new Error(`${program} does not start.`);
  }
}

class Server implements RedisProcess {
  readonly url: string;
  readonly busPort: number | null;
  readonly tlsPort: number | null;
  readonly #start: () => Promise<Deno.ChildProcess | null>;
  #child: Deno.ChildProcess;

  constructor(
    place: Pick<RedisProcess, "url" | "busPort" | "tlsPort">,
    child: Deno.ChildProcess,
    start: () => Promise<Deno.ChildProcess | null>,
  ) {
    this.url = place.url;
    this.busPort = place.busPort;
    this.tlsPort = place.tlsPort;
    this.#child = child;
    this.#start = start;
  }

  get processId(): number {
    return this.#child.pid;
  }

  readonly stop = () => this.#end("SIGTERM");
  readonly kill = () => this.#end("SIGKILL");
  readonly signal = (signal: Deno.Signal) => this.#child.kill(signal);

  readonly restart = async () => {
    await this.kill();
    const child = await this.#start();
    if (child === null) throw new Error(`Redis did not start again at ${this.url}.`);
    this.#child = child;
  };

  async #end(signal: Deno.Signal): Promise<void> {
    try {
      this.#child.kill(signal);
    } catch {
      // It is dead already.
    }
    await this.#child.status;
  }
}

interface Ports {
  port: number;
  busPort: number | null;
  tlsPort: number | null;
}

function argumentsFor({ port, busPort, tlsPort }: Ports, options: RedisProcessOptions): string[] {
  const { appendOnlyIn, clusterIn, nodeTimeoutMs = 15_000, replicaOf, sentinelFile, tls } = options;
  const listening = ["--port", String(port), "--bind", "127.0.0.1"];
  if (sentinelFile !== undefined) return [sentinelFile, "--sentinel", ...listening];
  const keeping = appendOnlyIn === undefined
    ? ["--appendonly", "no"]
    : ["--appendonly", "yes", "--appendfsync", "everysec", "--auto-aof-rewrite-min-size", "1gb", "--dir", appendOnlyIn];
  const cluster = clusterIn === undefined ? [] : [
    ...["--cluster-enabled", "yes", "--cluster-port", String(busPort), "--dir", clusterIn],
    ...["--cluster-node-timeout", String(nodeTimeoutMs), "--cluster-replica-validity-factor", "0"],
  ];
  const replication = ["--repl-diskless-sync-delay", "0"];
  if (replicaOf !== undefined) replication.push("--replicaof", "127.0.0.1", new URL(replicaOf).port);
  const encrypted = tls === undefined ? [] : [
    ...["--tls-port", String(tlsPort), "--tls-ca-cert-file", tls.authority],
    ...["--tls-cert-file", tls.certificate, "--tls-key-file", tls.key],
  ];
  return [...listening, "--save", "", ...keeping, "--hz", "100", ...cluster, ...replication, ...encrypted];
}

/** Resolves when the server answers; null when it exited before. */
async function launch(program: string, port: number, args: string[]): Promise<Deno.ChildProcess | null> {
  const child = new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "null" }).spawn();
  let exited = false;
  child.status.then(() => exited = true);
  while (!exited) {
    if (await answers(port)) return child;
    await systemClock.delay(5);
  }
  return null;
}

async function answers(port: number): Promise<boolean> {
  try {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(new TextEncoder().encode("PING\r\n"));
    const reply = new Uint8Array(5);
    await connection.read(reply);
    return new TextDecoder().decode(reply) === "+PONG";
  } catch {
    return false;
  }
}
