import { join } from "node:path";

/** Whether a Docker engine answers on DOCKER_HOST, or on one of the usual sockets, within 2 seconds. */
export async function dockerAnswers(): Promise<boolean> {
  for (const address of addresses()) {
    if (await ping(address)) return true;
  }
  return false;
}

type Address = { transport: "unix"; path: string } | { transport: "tcp"; hostname: string; port: number };

function addresses(): Address[] {
  const host = Deno.env.get("DOCKER_HOST");
  if (host?.startsWith("unix://")) return [{ transport: "unix", path: host.slice("unix://".length) }];
  if (host) {
    // An engine behind TLS is not asked: it is taken for absent.
    const url = URL.canParse(host) ? new URL(host) : null;
    return url === null ? [] : [{ transport: "tcp", hostname: url.hostname, port: Number(url.port || 2375) }];
  }
  const home = Deno.env.get("HOME");
  const paths = ["/var/run/docker.sock", ...(home ? [join(home, ".docker/run/docker.sock")] : [])];
  return paths.map((path) => ({ transport: "unix", path }));
}

async function ping(address: Address): Promise<boolean> {
  let connection: Deno.Conn | undefined;
  const timer = setTimeout(() => connection?.close(), 2_000);
  try {
    connection = address.transport === "unix" ? await Deno.connect(address) : await Deno.connect(address);
    await connection.write(new TextEncoder().encode("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n"));
    const reply = new Uint8Array(64);
    const length = await connection.read(reply);
    return /^HTTP\/1\.\d 200 /.test(new TextDecoder().decode(reply.subarray(0, length ?? 0)));
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    closeQuietly(connection);
  }
}

function closeQuietly(connection: Deno.Conn | undefined): void {
  try {
    connection?.close();
  } catch {
    // Closed by the timer.
  }
}
