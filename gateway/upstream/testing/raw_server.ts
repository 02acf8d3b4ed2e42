/** One connection that a raw server has accepted. */
export interface RawConnection {
  /** What the client has sent up to the end of its request: head and body as text. */
  request: string;
  write(text: string | Uint8Array): Promise<void>;
  close(): void;
  /** Resolves, with the time, when the client has closed its side. */
  closedByClient: Promise<number>;
}

/** A TCP server that speaks just as much HTTP as a test writes by hand. */
export class RawServer implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #connections = new Set<Deno.TcpConn>();
  /** How many connections were opened. */
  accepted = 0;

  /** `answer` is run for every request; what it throws is a client that went away. */
  constructor(answer: (connection: RawConnection) => Promise<void>) {
    this.#serve(answer);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}`;
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    for (const connection of this.#connections) closeQuietly(connection);
  }

  async #serve(answer: (connection: RawConnection) => Promise<void>): Promise<void> {
    for await (const connection of this.#listener) {
      this.accepted++;
      this.#connections.add(connection);
      this.#converse(connection, answer).catch(() => closeQuietly(connection));
    }
  }

  async #converse(connection: Deno.TcpConn, answer: (connection: RawConnection) => Promise<void>): Promise<void> {
    const request = await readRequest(connection);
    if (request === null) return closeQuietly(connection);
    await answer({
      request,
      write: (text) => writeAll(connection, typeof text === "string" ? new TextEncoder().encode(text) : text),
      close: () => closeQuietly(connection),
      closedByClient: untilClosed(connection),
    });
  }
}

async function readRequest(connection: Deno.TcpConn): Promise<string | null> {
  const buffer = new Uint8Array(65_536);
  let text = "";
  for (;;) {
    const read = await connection.read(buffer);
    if (read === null) return null;
    text += new TextDecoder().decode(buffer.subarray(0, read));
    const headEnd = text.indexOf("\r\n\r\n");
    if (headEnd < 0) continue;
    const length = /content-length: (\d+)/i.exec(text);
    if (text.length - headEnd - 4 >= Number(length?.[1] ?? 0)) return text;
  }
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length;) from += await connection.write(bytes.subarray(from));
}

async function untilClosed(connection: Deno.TcpConn): Promise<number> {
  try {
    while (await connection.read(new Uint8Array(1_024)) !== null);
  } catch {
    // A reset is a close too.
  }
  return performance.now();
}

function closeQuietly(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // The other side was faster.
  }
}
