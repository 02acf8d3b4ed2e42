import { type RawConnection, RawServer, type RawServerOptions } from "../testing/raw_server.ts";
import { RecordingSink } from "../testing/recording_sink.ts";
import type { Upstream, UpstreamExchange, UpstreamRequest } from "../upstream.ts";

/** Makes a new upstream; `authority`: PEM, what it trusts. */
export type CreateUpstream = (options?: { authority?: string }) => Upstream;

/** Stands in a header and in the query of every request: no fault may tell it. */
export const SECRET = "sk-contract-0123456789abcdef";
/** How soon a provider must see that it was left. */
export const CLOSE_MAX_MS = 50;
/** More than any sensible implementation and kernel hold together for one paused answer. */
export const BUFFERED_BYTES_MAX = 24 * 1024 * 1024;
export const CHUNKED_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

export function request(url: string, body: string | null = '{"model":"m"}'): UpstreamRequest {
  return {
    method: body === null ? "GET" : "POST",
    url: `${url}/v1/chat/completions?key=${SECRET}`,
    headers: { "content-type": "application/json", "authorization": `Bearer ${SECRET}`, "x-extra": "1" },
    body: body === null ? null : new TextEncoder().encode(body),
    connectTimeoutMs: 5_000,
  };
}

/** An exchange as the tests see it, from both sides. */
export interface Heard {
  sink: RecordingSink;
  exchange: UpstreamExchange;
  upstream: Upstream;
  server: RawServer;
  /** When the server has seen the client close, milliseconds of `performance.now()`. */
  closed: Promise<number>;
}

/** Sends one request to a server that answers by `answer`, and closes everything after `check`. */
export async function exchange(
  create: CreateUpstream,
  answer: (connection: RawConnection) => Promise<void>,
  check: (heard: Heard) => Promise<void>,
  options: RawServerOptions & { change?: (request: UpstreamRequest) => UpstreamRequest } = {},
): Promise<void> {
  const closed = Promise.withResolvers<number>();
  using server = new RawServer(async (connection) => {
    try {
      await answer(connection);
    } finally {
      connection.closedByClient.then(closed.resolve);
    }
  }, options);
  const upstream = create(options.certificate && { authority: options.certificate.authority });
  const sink = new RecordingSink();
  try {
    const sent = options.change?.(request(server.url)) ?? request(server.url);
    await check({ sink, exchange: upstream.send(sent, sink), upstream, server, closed: closed.promise });
  } finally {
    await upstream.close();
  }
}

/** Sends a request and waits for the end of its answer. */
export async function sendAndHear(upstream: Upstream, sent: UpstreamRequest): Promise<RecordingSink> {
  const sink = new RecordingSink();
  upstream.send(sent, sink);
  await sink.over();
  return sink;
}

/** Writes without end, and tells when a write has not been taken for a while. */
export async function writeUntilStalled(
  connection: RawConnection,
  written: { bytes: number; stalled: PromiseWithResolvers<void> },
): Promise<void> {
  const chunk = new Uint8Array(256 * 1024).fill(0x61);
  await connection.write(CHUNKED_HEAD);
  for (;;) {
    const stall = setTimeout(() => written.stalled.resolve(), 250);
    try {
      await connection.write(`${chunk.length.toString(16)}\r\n`);
      await connection.write(chunk);
      await connection.write("\r\n");
    } finally {
      clearTimeout(stall);
    }
    written.bytes += chunk.length;
  }
}
