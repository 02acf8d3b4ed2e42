import { gzipSync } from "node:zlib";
import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import type { RawConnection } from "../../gateway/upstream/testing/raw_server.ts";
import type { WireFrames } from "./wire_frames.ts";

/** One way in which a provider fails, and what must come of it in every dialect. */
export interface Fault {
  name: string;
  /** Whether a stream is asked for. */
  stream: boolean;
  /** Where the provider is said to be, in place of the server that answers; `plainPort`: a server without TLS. */
  baseUrl?: (plainPort: number) => string;
  /** What the server does with a request. */
  answer(connection: RawConnection, frames: WireFrames): Promise<void>;
  target?: Pick<TargetNode, "timeouts" | "slowStream">;
  expected: {
    /** What the client gets when there is no other target. */
    status: number;
    /** Null: the answer is whole. */
    code: string | null;
    /** Whether content had come, so that no other target may take over. */
    begun?: boolean;
    /** Seconds of `retry-after`; absent: there is no such header. */
    retryAfter?: number;
    /** The answer's error is the provider's own, so that it has no code of ours. */
    passedThrough?: boolean;
  };
}

const CLOSE = "connection: close\r\n";
const STREAM_HEAD = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n${CLOSE}\r\n`;
const QUICK = { timeouts: { firstTokenMs: 250, idleMs: 250, totalMs: 4_000 } };
const nothing = () => Promise.resolve();

export const FAULTS: readonly Fault[] = [
  {
    name: "connection refused",
    stream: true,
    baseUrl: () => "http://127.0.0.1:1/v1",
    answer: nothing,
    expected: { status: 502, code: "upstream_unreachable" },
  },
  {
    name: "no such host",
    stream: true,
    baseUrl: () => "http://nobody.invalid/v1",
    answer: nothing,
    expected: { status: 502, code: "upstream_unreachable" },
  },
  {
    name: "no TLS where it is expected",
    stream: true,
    baseUrl: (port) => `https://127.0.0.1:${port}/v1`,
    answer: nothing,
    expected: { status: 502, code: "upstream_unreachable" },
  },
  status(400, { status: 400, code: "upstream_invalid_request", passedThrough: true }),
  status(401, { status: 502, code: "upstream_authentication" }),
  status(404, { status: 404, code: "upstream_not_found" }),
  status(429, { status: 429, code: "upstream_rate_limited" }),
  status(429, { status: 429, code: "upstream_rate_limited", retryAfter: 7 }, "retry-after: 7\r\n"),
  status(500, { status: 502, code: "upstream_error" }),
  status(503, { status: 503, code: "upstream_overloaded" }),
  status(529, { status: 503, code: "upstream_overloaded" }),
  {
    name: "error inside a 200, before content",
    stream: true,
    answer: (connection, { start, error }) => finish(connection, STREAM_HEAD + start + error),
    expected: { status: 502, code: "upstream_error" },
  },
  {
    name: "error inside a 200, after content",
    stream: true,
    answer: (connection, { start, content, error }) => finish(connection, STREAM_HEAD + start + content("Hel") + error),
    expected: { status: 200, code: "stream_interrupted", begun: true },
  },
  {
    name: "stall before the head",
    stream: true,
    answer: (connection) => untilLeft(connection, ""),
    target: QUICK,
    expected: { status: 504, code: "upstream_timeout" },
  },
  {
    name: "stall before content",
    stream: true,
    answer: (connection, { start }) => untilLeft(connection, STREAM_HEAD + start),
    target: QUICK,
    expected: { status: 504, code: "upstream_timeout" },
  },
  {
    name: "stall after content",
    stream: true,
    answer: (connection, { start, content }) => untilLeft(connection, STREAM_HEAD + start + content("Hel")),
    target: { timeouts: { idleMs: 250 } },
    expected: { status: 200, code: "stream_stalled", begun: true },
  },
  {
    name: "reset before the head",
    stream: true,
    answer: (connection) => finish(connection, ""),
    expected: { status: 502, code: "upstream_unreachable" },
  },
  {
    name: "reset in the middle of a stream",
    stream: true,
    // The length promises more than comes.
    answer: (connection, { start, content }) =>
      finish(connection, STREAM_HEAD.replace(CLOSE, `${CLOSE}content-length: 99999\r\n`) + start + content("Hel")),
    expected: { status: 200, code: "stream_interrupted", begun: true },
  },
  {
    name: "stream without its terminal",
    stream: true,
    answer: (connection, { start, content }) => finish(connection, STREAM_HEAD + start + content("Hel")),
    expected: { status: 200, code: "stream_interrupted", begun: true },
  },
  {
    name: "reset in the middle of a whole answer",
    stream: false,
    answer: (connection, { whole }) =>
      finish(connection, `HTTP/1.1 200 OK\r\n${CLOSE}content-length: 9999\r\n\r\n${whole}`),
    expected: { status: 502, code: "upstream_unreachable" },
  },
  {
    name: "a page in the place of an answer",
    stream: false,
    answer: (connection) => finish(connection, `HTTP/1.1 200 OK\r\n${CLOSE}\r\n<html>Welcome!</html>`),
    expected: { status: 502, code: "upstream_malformed" },
  },
  {
    name: "garbage in the place of events",
    stream: true,
    answer: (connection) => finish(connection, `${STREAM_HEAD}data: {"never closed\n\n\0\u0001data\n\n`),
    expected: { status: 502, code: "upstream_malformed" },
  },
  {
    name: "garbage after content",
    stream: true,
    answer: (connection, { start, content }) =>
      finish(connection, `${STREAM_HEAD}${start}${content("Hel")}data: nonsense\n\n`),
    expected: { status: 200, code: "stream_interrupted", begun: true },
  },
  {
    name: "no HTTP at all",
    stream: true,
    answer: (connection) => finish(connection, "SSH-2.0-OpenSSH_9.2\r\n"),
    expected: { status: 502, code: "upstream_malformed" },
  },
  {
    name: "redirect",
    stream: true,
    answer: (connection) => finish(connection, `HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n${CLOSE}\r\n`),
    expected: { status: 502, code: "upstream_malformed" },
  },
  {
    name: "an event of 10 MB",
    stream: true,
    answer: (connection, { start, content, end }) =>
      finish(connection, STREAM_HEAD + start + content("x".repeat(10_000_000)) + end),
    expected: { status: 200, code: null, begun: true },
  },
  {
    name: "an event that never ends",
    stream: true,
    answer: (connection, { start }) => endless(connection, `${STREAM_HEAD}${start}data: "`, "x".repeat(65_536)),
    expected: { status: 502, code: "upstream_malformed" },
  },
  {
    name: "a stream that never ends",
    stream: true,
    answer: (connection, { start, content }) => endless(connection, STREAM_HEAD + start, content("word ")),
    // Long enough for the first word to come while the faults beside this one keep the process busy.
    target: { timeouts: { totalMs: 2_500 } },
    expected: { status: 200, code: "stream_interrupted", begun: true },
  },
  {
    name: "a stream that is too slow",
    stream: true,
    answer: (connection, { start, content }) => untilLeft(connection, STREAM_HEAD + start + content("Hel")),
    target: { slowStream: { chunksMin: 5, windowMs: 1_000 } },
    expected: { status: 200, code: "stream_too_slow", begun: true },
  },
  {
    name: "a compressed stream",
    stream: true,
    answer: (connection, { start, content, end }) =>
      finish(
        connection,
        STREAM_HEAD.replace(CLOSE, `${CLOSE}content-encoding: gzip\r\n`),
        gzipSync(start + content("Hello") + end),
      ),
    expected: { status: 200, code: null, begun: true },
  },
  {
    name: "a compressed answer that is broken",
    stream: false,
    answer: (connection, { whole }) =>
      finish(connection, `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n${CLOSE}\r\n`, gzipSync(whole).subarray(4)),
    expected: { status: 502, code: "upstream_malformed" },
  },
];

function status(code: number, expected: Fault["expected"], header = ""): Fault {
  return {
    name: `status ${code}${header === "" ? "" : ` with ${header.trim()}`}`,
    stream: true,
    answer: (connection, { errorBody }) => {
      const body = errorBody(code);
      const head = `HTTP/1.1 ${code} Status\r\ncontent-type: application/json\r\n${header}${CLOSE}`;
      return finish(connection, `${head}content-length: ${body.length}\r\n\r\n${body}`);
    },
    expected,
  };
}

async function finish(connection: RawConnection, ...pieces: (string | Uint8Array)[]): Promise<void> {
  for (const piece of pieces) await connection.write(piece);
  connection.close();
}

async function untilLeft(connection: RawConnection, text: string): Promise<void> {
  if (text !== "") await connection.write(text);
  await connection.closedByClient;
  connection.close();
}

/** Writes on until the gateway leaves, which makes a write fail. */
async function endless(connection: RawConnection, first: string, more: string): Promise<void> {
  await connection.write(first);
  let left = false;
  connection.closedByClient.then(() => left = true);
  while (!left) {
    await connection.write(more);
    // Lets the reading side of the same process have its turn.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  connection.close();
}
