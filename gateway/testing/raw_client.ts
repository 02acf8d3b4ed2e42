/** One answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  headers: Map<string, string>;
  body: string;
}

/** An HTTP/1.1 client on one socket, so that a test sees whether the connection is kept. */
export class RawClient implements Disposable {
  readonly #connection: Deno.TcpConn;
  #buffer: Uint8Array = new Uint8Array(0);

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  static async connect(port: number): Promise<RawClient> {
    return new RawClient(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Writes a request with a body of its declared length; `head` is the request line and headers without a blank line. */
  async send(head: string, body: Uint8Array | string = ""): Promise<void> {
    const bytes = typeof body === "string" ? encoder.encode(body) : body;
    const length = bytes.length > 0 || head.startsWith("POST") ? `content-length: ${bytes.length}\r\n` : "";
    const lines = encoder.encode(`${head}\r\nhost: gateway.test\r\n${length}\r\n`);
    // In one write: a body of its own would wait for the acknowledgement of the head.
    const request = new Uint8Array(lines.length + bytes.length);
    request.set(lines);
    request.set(bytes, lines.length);
    await this.write(request);
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let offset = 0; offset < bytes.length;) offset += await this.#connection.write(bytes.subarray(offset));
  }

  /** Reads one whole answer; `headOnly` for a HEAD request. */
  async receive(headOnly = false): Promise<RawAnswer> {
    const lines = (await this.#readUntil("\r\n\r\n")).split("\r\n");
    const status = Number(lines[0]!.split(" ")[1]);
    const headers = new Map<string, string>();
    for (const line of lines.slice(1)) {
      const colon = line.indexOf(":");
      if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    return { status, headers, body: headOnly ? "" : await this.#readBody(headers) };
  }

  /** Reads what has come so far, at least a byte; empty at the end. */
  async receiveSome(): Promise<string> {
    if (this.#buffer.length === 0) await this.#fill();
    return this.#take(this.#buffer.length);
  }

  [Symbol.dispose](): void {
    try {
      this.#connection.close();
    } catch {
      // Closed by the test already.
    }
  }

  async #readBody(headers: Map<string, string>): Promise<string> {
    if (headers.get("transfer-encoding") !== "chunked") {
      return await this.#readLength(Number(headers.get("content-length") ?? 0));
    }
    let body = "";
    for (;;) {
      const size = parseInt(await this.#readUntil("\r\n"), 16);
      if (size > 0) body += await this.#readLength(size);
      await this.#readLength(2);
      if (size === 0) return body;
    }
  }

  async #readUntil(mark: string): Promise<string> {
    for (;;) {
      const at = decoder.decode(this.#buffer).indexOf(mark);
      if (at >= 0) return this.#take(at + mark.length);
      await this.#fill();
    }
  }

  async #readLength(length: number): Promise<string> {
    while (this.#buffer.length < length) await this.#fill();
    return this.#take(length);
  }

  #take(length: number): string {
    const text = decoder.decode(this.#buffer.subarray(0, length));
    this.#buffer = this.#buffer.slice(length);
    return text;
  }

  async #fill(): Promise<void> {
    const piece = new Uint8Array(65_536);
    const count = await this.#connection.read(piece);
    if (count === null) throw new Error("the connection was closed");
    const joined = new Uint8Array(this.#buffer.length + count);
    joined.set(this.#buffer);
    joined.set(piece.subarray(0, count), this.#buffer.length);
    this.#buffer = joined;
  }
}

const encoder = new TextEncoder();
/** One byte a character, so that places in the text are places in the bytes. */
const decoder = new TextDecoder("latin1");
