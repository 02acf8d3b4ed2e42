import { freePort } from "../prisma/embedded/free_port.ts";
import { systemClock } from "../shared/time/clock.ts";

/** A redis-server of our own; it holds its data in memory alone. */
export interface RedisProcess {
  url: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/** Starts `program` (redis-server or valkey-server) on a free port of 127.0.0.1 and waits until it answers. */
export async function startRedisProcess(program: string): Promise<RedisProcess> {
  for (let attempt = 1;; attempt++) {
    const port = freePort();
    if (port === null) throw new Error("No free port for redis-server.");
    const child = await launch(program, port);
    if (child !== null) return new Server(program, port, child);
    // Somebody took the port between our look and the server's.
    if (attempt === 5) throw new Error(`${program} does not start.`);
  }
}

class Server implements RedisProcess {
  readonly url: string;
  #child: Deno.ChildProcess;

  constructor(readonly program: string, readonly port: number, child: Deno.ChildProcess) {
    this.url = `redis://127.0.0.1:${port}`;
    this.#child = child;
  }

  readonly stop = () => this.#end("SIGTERM");
  readonly kill = () => this.#end("SIGKILL");

  readonly restart = async () => {
    await this.kill();
    const child = await launch(this.program, this.port);
    if (child === null) throw new Error(`${this.program} did not start again on port ${this.port}.`);
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

/** Resolves when the server answers; null when it exited before. */
async function launch(program: string, port: number): Promise<Deno.ChildProcess | null> {
  const child = new Deno.Command(program, {
    args: ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--hz", "100"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
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
