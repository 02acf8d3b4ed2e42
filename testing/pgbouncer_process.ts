import { freePort } from "../prisma/embedded/free_port.ts";
import { systemClock } from "../shared/time/clock.ts";

/** A PgBouncer of a test's own, in transaction mode, before the server of one database URL. */
export interface PgBouncerProcess extends AsyncDisposable {
  /** The database, by way of the pooler. */
  url: string;
}

export interface PgBouncerOptions {
  /** Connections to the server. */
  poolSize: number;
  /** How long a query waits for one of them until it fails, whole seconds. */
  queryWaitSeconds: number;
}

/** Starts `program` on a free port of 127.0.0.1 and waits until it listens. */
export async function startPgBouncer(
  program: string,
  databaseUrl: string,
  options: PgBouncerOptions,
): Promise<PgBouncerProcess> {
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-pgbouncer-" });
  // It refuses to run as root, and then must read its file as somebody else.
  await Deno.chmod(directory, 0o755);
  for (let attempt = 1;; attempt++) {
    const port = freePort();
    if (port === null) throw new Error("No free port for pgbouncer.");
    const file = `${directory}/pgbouncer.ini`;
    await Deno.writeTextFile(file, settings(databaseUrl, { ...options, port }), { mode: 0o644 });
    const child = await launch(program, file, port);
    if (child !== null) {
      const url = new URL(databaseUrl);
      url.host = `127.0.0.1:${port}`;
      return { url: url.href, [Symbol.asyncDispose]: () => stop(child, directory) };
    }
    // Somebody took the port between our look and the pooler's.
    if (attempt === 5) throw new Error(`${program} does not start.`);
  }
}

function settings(databaseUrl: string, { poolSize, queryWaitSeconds, port }: PgBouncerOptions & { port: number }) {
  const { hostname, port: serverPort, username, password } = new URL(databaseUrl);
  const quoted = (text: string) => `'${decodeURIComponent(text).replaceAll("'", "''")}'`;
  return `[databases]
* = host=${hostname} port=${serverPort || 5432} user=${quoted(username)} password=${quoted(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 200
query_wait_timeout = ${queryWaitSeconds}
`;
}

async function launch(program: string, file: string, port: number): Promise<Deno.ChildProcess | null> {
  const nobody = Deno.uid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const child = new Deno.Command(program, { args: [file], stdin: "null", stdout: "null", stderr: "null", ...nobody })
    .spawn();
  let exited = false;
  child.status.then(() => exited = true);
  while (!exited) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return child;
    } catch {
      await systemClock.delay(5);
    }
  }
  return null;
}

const NOBODY = 65_534;

async function stop(child: Deno.ChildProcess, directory: string): Promise<void> {
  try {
    child.kill("SIGKILL");
  } catch {
    // It is dead already.
  }
  await child.status;
  await Deno.remove(directory, { recursive: true });
}
