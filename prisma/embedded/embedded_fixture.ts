// For tests. Started as a program it runs an embedded Postgres until its input ends, as a gateway's process would.
import { cpSync } from "node:fs";
import pg from "pg";
import { startEmbeddedPostgres } from "./start_embedded_postgres.ts";

/** A data directory of one test: a copy of one that was made once, and stopped. */
export async function dataDirectory(): Promise<{ path: string } & AsyncDisposable> {
  prepared ??= prepare();
  const path = await Deno.makeTempDir({ prefix: "perpetuo-embedded-" });
  await Deno.chmod(path, 0o755);
  cpSync(await prepared, `${path}/postgres`, { recursive: true });
  return { path: `${path}/postgres`, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Another process that started the embedded Postgres of a directory. */
export interface OtherProcess {
  pid: number;
  url: string;
  adopted: boolean;
  /** Lets it stop its server and end. */
  end(): Promise<void>;
  /** `kill -9`, or another signal to the process and its group, as Ctrl-C in a terminal sends it. */
  kill(to?: "process" | "group", signal?: Deno.Signal): Promise<void>;
}

export async function startOtherProcess(directory: string): Promise<OtherProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.url, directory],
    stdin: "piped",
    stdout: "piped",
    detached: true, // A process group of its own.
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  const { url, adopted } = JSON.parse(value);
  const close = async () => {
    await reader.cancel();
    await child.stdin.close().catch(() => {});
    await child.status;
  };
  const kill = async (to = "process", signal: Deno.Signal = "SIGKILL") => {
    Deno.kill(to === "group" ? -child.pid : child.pid, signal);
    await close();
  };
  return { pid: child.pid, url, adopted, end: close, kill };
}

export async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

let prepared: Promise<string> | undefined;

async function prepare(): Promise<string> {
  const path = await Deno.makeTempDir({ prefix: "perpetuo-embedded-" });
  globalThis.addEventListener("unload", () => Deno.removeSync(path, { recursive: true }));
  await Deno.chmod(path, 0o755);
  const server = await startEmbeddedPostgres({ dataDirectory: `${path}/postgres` });
  await server.stop();
  return `${path}/postgres`;
}

if (import.meta.main) {
  const server = await startEmbeddedPostgres({ dataDirectory: Deno.args[0]! });
  console.log(JSON.stringify({ url: server.url, adopted: server.adopted }));
  await Deno.stdin.readable.pipeTo(new WritableStream());
  await server.stop();
  Deno.exit(0);
}
