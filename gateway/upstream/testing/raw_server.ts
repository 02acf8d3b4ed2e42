import type { TestCertificate } from "../../../testing/test_certificate.ts";

/** One connection that a raw server has accepted. */
export interface RawConnection {
  /** What the client has sent up to the end of its first request: head and body as text. */
  request: string;
  /** Reads another request; null when the client has closed. */
  next(): Promise<string | null>;
  write(text: string | Uint8Array): Promise<void>;
  close(): void;
  /**
   * Resolves, with the time in milliseconds of `performance.now()`, when the client has closed its side. Once it is asked
   * for, whatever else the client sends is read and thrown away.
   */
  readonly closedByClient: Promise<number>;
}

export interface RawServerOptions {
  /** Speaks TLS with this certificate, and its URL is an `https` one. */
  certificate?: TestCertificate;
  /** The address of this machine to listen at; default 127.0.0.1. */
  hostname?: string;
  /** Whether the body of the first request is waited for before the answer begins; default true. */
  readsBody?: boolean;
}

type Answer = (connection: RawConnection) => Promise<void>;

/** A server that speaks just as much HTTP as a test writes by hand. */
export class RawServer implements Disposable {
  readonly #listener: Deno.Listener;
  readonly #scheme: string;
  readonly #readsBody: boolean;
  readonly #connections = new Set<Deno.Conn>();
  /** How many connections were opened. */
  accepted = 0;

  /** `answer` is run for every connection, once its first request is there; what it throws is a client that went away. */
  constructor(answer: Answer, { certificate, hostname = "127.0.0.1", readsBody = true }: RawServerOptions = {}) {
    const address = { hostname, port: 0 };
    this.#scheme = certificate === undefined ? "http" : "https";
    this.#readsBody = readsBody;
    this.#listener = certificate === undefined
      ? Deno.listen(address)
      : Deno.listenTls({ ...address, cert: certificate.certificate, key: certificate.key });
    void this.#serve(answer);
  }

  get url(): string {
    const { hostname, port } = this.#listener.addr as Deno.NetAddr;
    return `${this.#scheme}://${hostname}:${port}`;
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    for (const connection of this.#connections) closeQuietly(connection);
  }

  async #serve(answer: Answer): Promise<void> {
    for await (const connection of this.#listener) {
      this.accepted++;
      // What a test writes in two pieces is to arrive in two.
      if ("setNoDelay" in connection) (connection as Deno.TcpConn).setNoDelay(true);
      this.#connections.add(connection);
      this.#converse(connection, answer).catch(() => closeQuietly(connection));
    }
  }

  async #converse(connection: Deno.Conn, answer: Answer): Promise<void> {
    const next = () => readRequest(connection, this.#readsBody);
    const request = await next();
    if (request === null) return closeQuietly(connection);
    let closed: Promise<number> | null = null;
    await answer({
      request,
      next,
      write: (text) => writeAll(connection, typeof text === "string" ? new TextEncoder().encode(text) : text),
      close: () => closeQuietly(connection),
      get closedByClient() {
        return closed ??= untilClosed(connection);
      },
    });
  }
}

async function readRequest(connection: Deno.Conn, readsBody: boolean): Promise<string | null> {
  const buffer = new Uint8Array(65_536);
  let text = "";
  for (;;) {
    const read = await connection.read(buffer);
    if (read === null) return null;
    text += new TextDecoder().decode(buffer.subarray(0, read));
    const headEnd = text.indexOf("\r\n\r\n");
    if (headEnd < 0) continue;
    const length = /content-length: (\d+)/i.exec(text);
    if (!readsBody || text.length - headEnd - 4 >= Number(length?.[1] ?? 0)) return text;
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length;) from += await connection.write(bytes.subarray(from));
}

async function untilClosed(connection: Deno.Conn): Promise<number> {
  const buffer = new Uint8Array(65_536);
  try {
    while (await connection.read(buffer) !== null);
  } catch {
    // A reset is a close too.
  }
  return performance.now();
}

function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // The other side was faster.
  }
}
