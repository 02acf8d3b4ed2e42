import process from "node:process";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { FetchUpstream } from "../gateway/upstream/fetch_upstream.ts";
import { SocketUpstream } from "../gateway/upstream/socket_upstream.ts";
import { type TestCertificate, testCertificate } from "../testing/test_certificate.ts";
import type { Upstream, UpstreamRequest } from "../gateway/upstream/upstream.ts";

/**
 * What the two upstreams that reach providers over the network cost, side by side: `deno run -A bench/upstream.ts`.
 *
 * A server in a process of its own answers at once; rounds alternate between the upstreams, and medians are shown. Only
 * the ratios of one run mean anything: the server and whatever else runs on the machine take their share of it.
 */
const ROUNDS = 5;
/** Small requests and answers, this many in flight. */
const CONCURRENCY = 64;
const REQUESTS = 15_000;
/** Streams at a time, each of so many chunks. */
const STREAMS = 200;
const CHUNKS = 50;
const CHUNK_EVERY_MS = 20;

interface Cost {
  perSecond: number;
  cpuMicroseconds: number;
}

interface Measurement {
  name: string;
  run(upstream: Upstream, url: string): Promise<Cost>;
  /** What the table tells of a cost, and whether more of it is better. */
  figure: keyof Cost;
}

const measurements: Measurement[] = [
  { name: `requests/s (${CONCURRENCY} in flight)`, run: exchangeSmall, figure: "perSecond" },
  { name: "CPU µs per request", run: exchangeSmall, figure: "cpuMicroseconds" },
  { name: `CPU µs per chunk (${STREAMS} streams)`, run: readStreams, figure: "cpuMicroseconds" },
];

async function main(): Promise<void> {
  const certificate = await testCertificate();
  const client = Deno.createHttpClient({ caCerts: [certificate.authority] });
  const fetching = new FetchUpstream((input, init) => fetch(input, { ...init, client }));
  const socket = new SocketUpstream({ caCertificates: [certificate.authority] });
  const server = await startServer(certificate);
  const rows = [];
  for (const url of server.urls) {
    for (const { name, run, figure } of measurements) {
      const costs = { fetch: [] as number[], socket: [] as number[] };
      for (let round = -1; round < ROUNDS; round++) {
        const fetched = await run(fetching, url);
        const socketed = await run(socket, url);
        // The first one opens the connections and lets the compiler see the code.
        if (round < 0) continue;
        costs.fetch.push(fetched[figure]);
        costs.socket.push(socketed[figure]);
      }
      rows.push(row(`${name}, ${url.split(":")[0]}`, median(costs.fetch), median(costs.socket)));
    }
  }
  console.table(Object.fromEntries(rows));
  await socket.close();
  await fetching.close();
  server.stop();
  client.close();
}

function row(name: string, fetched: number, socketed: number) {
  const rounded = (value: number) => value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
  const ratio = Math.round(100 * socketed / fetched) / 100;
  return [name, { fetch: rounded(fetched), socket: rounded(socketed), "socket / fetch": ratio }] as const;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** Sends the same small request again and again, `CONCURRENCY` at a time. */
function exchangeSmall(upstream: Upstream, url: string): Promise<Cost> {
  return measured(REQUESTS, () => {
    let left = REQUESTS;
    const again = async () => {
      while (left-- > 0) await hear(upstream, requestTo(url, "/whole"));
    };
    return Promise.all(Array.from({ length: CONCURRENCY }, again));
  });
}

/** Reads many streams whose chunks come one by one. */
function readStreams(upstream: Upstream, url: string): Promise<Cost> {
  return measured(STREAMS * CHUNKS, () => {
    return Promise.all(Array.from({ length: STREAMS }, () => hear(upstream, requestTo(url, "/stream"))));
  });
}

async function measured(count: number, work: () => Promise<unknown>): Promise<Cost> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const tookMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: count / (tookMs / 1_000), cpuMicroseconds: (user + system) / count };
}

function hear(upstream: Upstream, request: UpstreamRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    upstream.send(request, {
      head: () => {},
      data: () => {},
      end: resolve,
      error: ({ detail }) => reject(new Error(detail)),
    });
  });
}

const BODY = new TextEncoder().encode(
  JSON.stringify({ model: "m", messages: [{ role: "user", content: "x".repeat(400) }] }),
);

function requestTo(url: string, path: string): UpstreamRequest {
  const headers = { "content-type": "application/json", "authorization": "Bearer sk-bench" };
  return { method: "POST", url: url + path, headers, body: BODY, connectTimeoutMs: 10_000 };
}

/** Starts this file once more as the server. */
async function startServer(certificate: TestCertificate): Promise<{ urls: string[]; stop(): void }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.filename!, "--serve"],
    env: { BENCH_CERTIFICATE: certificate.certificate, BENCH_KEY: certificate.key },
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  let text = "";
  while (!text.includes("\n")) text += new TextDecoder().decode((await reader.read()).value);
  return {
    urls: JSON.parse(text),
    stop: () => {
      child.kill();
      void reader.cancel();
    },
  };
}

async function serve(): Promise<void> {
  const options = { cert: Deno.env.get("BENCH_CERTIFICATE")!, key: Deno.env.get("BENCH_KEY")! };
  const ports = await Promise.all([
    listening(createTcpServer({ noDelay: true }, answer)),
    listening(createTlsServer({ ...options, noDelay: true }, answer)),
  ]);
  console.log(JSON.stringify([`http://127.0.0.1:${ports[0]}`, `https://127.0.0.1:${ports[1]}`]));
}

function listening(server: Server): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  return promise;
}

const FRAME = `data: {"choices":[{"index":0,"delta":{"content":"${"word ".repeat(8)}"}}]}\n\n`;
const WHOLE = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n`;
const STREAM = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

function answer(socket: Socket): void {
  const whole = new Uint8Array([...new TextEncoder().encode(WHOLE), ...BODY]);
  // Head and body may come in two pieces; the body is known, and its end is enough.
  let heard = "";
  socket.on("error", () => {});
  socket.on("data", (bytes) => {
    heard += bytes.toString("latin1");
    const headEnd = heard.indexOf("\r\n\r\n");
    if (headEnd < 0 || heard.length < headEnd + 4 + BODY.length) return;
    const streams = heard.startsWith("POST /stream");
    heard = "";
    if (streams) stream(socket);
    else socket.write(whole);
  });
}

function stream(socket: Socket): void {
  socket.write(STREAM);
  let left = CHUNKS;
  const timer = setInterval(() => {
    const chunk = `${FRAME.length.toString(16)}\r\n${FRAME}\r\n`;
    socket.write(--left > 0 ? chunk : `${chunk}0\r\n\r\n`);
    if (left <= 0) clearInterval(timer);
  }, CHUNK_EVERY_MS);
}

if (Deno.args.includes("--serve")) await serve();
else await main();
