import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { type RawConnection, RawServer } from "../testing/raw_server.ts";
import { RecordingSink } from "../testing/recording_sink.ts";
import {
  BUFFERED_BYTES_MAX,
  CHUNKED_HEAD,
  CLOSE_MAX_MS,
  type CreateUpstream,
  exchange,
  request,
  SECRET,
  writeUntilStalled,
} from "./contract_exchange.ts";
import { codingSuite } from "./coding_suite.ts";
import { connectionSuite } from "./connection_suite.ts";
import { framingSuite } from "./framing_suite.ts";

/** What an implementation may be unable to do, which is then not asked of it. */
export type Inability =
  /** It does not notice `connectTimeoutMs`. */
  | "connect_timeout"
  /** It hears an answer only when the request is written. */
  | "early_answer"
  /** On a connection used before, it sends a request again even though its answer had begun. */
  | "sends_once"
  /** It reads what strict framing refuses: bare line feeds, folded lines, two lengths, heads without bound. */
  | "strict_framing"
  /** It knows gzip and brotli alone, and takes a body that does not fit its coding for a lost connection. */
  | "strict_coding";

/** What every upstream that reaches providers over the network must do; `create` makes a new one. */
export function upstreamSuite(name: string, create: CreateUpstream, unable: readonly Inability[] = []): void {
  const can = (ability: Inability) => !unable.includes(ability);
  answers(name, create);
  faults(name, create);
  control(name, create);
  framingSuite(name, create, { strict: can("strict_framing") });
  codingSuite(name, create, { strict: can("strict_coding") });
  connectionSuite(name, create, {
    timesOut: can("connect_timeout"),
    hearsEarly: can("early_answer"),
    sendsOnce: can("sends_once"),
  });
}

function answers(name: string, create: CreateUpstream): void {
  test(`${name}.send() sends the request as it is and reports head, body and end`, async () => {
    let seen = "";
    await exchange(create, async (connection) => {
      seen = connection.request;
      await connection.write("HTTP/1.1 201 Created\r\nX-Reply: yes\r\ncontent-length: 5\r\n\r\nhello");
    }, async ({ sink }) => {
      await sink.over();
      assert.deepEqual(sink.said, ["head", "data", "end"]);
      assert.deepEqual([sink.status, sink.headers?.get("x-reply"), sink.headers?.get("x-none")], [201, "yes", null]);
      assert.equal(sink.text, "hello");
      assert.match(seen, /^POST \/v1\/chat\/completions\?key=\S+ HTTP\/1.1\r\n/);
      assert.match(seen, /\r\nauthorization: Bearer sk-contract-0123456789abcdef\r\n/i);
      assert.match(seen, /\r\ncontent-length: 13\r\n/i);
      assert.ok(seen.endsWith('\r\n\r\n{"model":"m"}'));
    });
  });

  test(`${name}.send() reports a chunked body as it comes`, async () => {
    const go = Promise.withResolvers<void>();
    await exchange(create, async (connection) => {
      await connection.write(CHUNKED_HEAD + "3\r\none\r\n");
      await go.promise;
      for (const byte of "3\r\ntwo\r\n0\r\n\r\n") await connection.write(byte);
    }, async ({ sink }) => {
      await sink.until(() => sink.bytes === 3);
      assert.ok(!sink.isOver);
      go.resolve();
      await sink.over();
      assert.deepEqual([sink.said, sink.text], [["head", "data", "end"], "onetwo"]);
    });
  });

  test(`${name}.send() reports an error status and an empty body as an answer`, async () => {
    for (const status of ["503 Busy", "204 No Content"]) {
      await exchange(create, async (connection) => {
        await connection.write(`HTTP/1.1 ${status}\r\n${status.startsWith("204") ? "" : "content-length: 0\r\n"}\r\n`);
      }, async ({ sink }) => {
        await sink.over();
        assert.deepEqual([sink.status, sink.said], [Number(status.slice(0, 3)), ["head", "end"]]);
      });
    }
  });

  test(`${name}.send() uses a connection again once its answer was read`, async () => {
    const ports = new Set<number>();
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (_request, { remoteAddr }) => {
      ports.add((remoteAddr as Deno.NetAddr).port);
      return new Response("ok");
    });
    const upstream = create();
    for (let i = 0; i < 3; i++) {
      const sink = new RecordingSink();
      upstream.send(request(`http://127.0.0.1:${server.addr.port}`), sink);
      await sink.over();
    }
    await upstream.close();
    await server.shutdown();
    assert.equal(ports.size, 1);
  });
}

function faults(name: string, create: CreateUpstream): void {
  test(`${name}.send() reports a refused connection, not before it has returned and without secrets`, async () => {
    const gone = new RawServer(() => Promise.resolve());
    const { url } = gone;
    gone[Symbol.dispose]();
    const upstream = create();
    const sink = new RecordingSink();
    upstream.send(request(url), sink);
    assert.deepEqual(sink.said, []);
    await sink.over();
    await upstream.close();
    assert.deepEqual([sink.said, sink.fault?.errorClass], [["error"], "connection"]);
    assert.ok(sink.fault!.detail.includes("127.0.0.1") && !sink.fault!.detail.includes("/v1"));
    assert.ok(!sink.fault!.detail.includes(SECRET));
  });

  const breaks: [string, string[], (connection: RawConnection) => Promise<void>][] = [
    ["a close before the head", ["error"], (connection) => Promise.resolve(connection.close())],
    ["a close inside the head", ["error"], async (connection) => {
      await connection.write("HTTP/1.1 200 OK\r\ncontent-le");
      connection.close();
    }],
    ["a close inside a chunked body", ["head", "data", "error"], async (connection) => {
      await connection.write(CHUNKED_HEAD + "5\r\nhello\r\n");
      connection.close();
    }],
    ["a body shorter than its length", ["head", "data", "error"], async (connection) => {
      await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello");
      connection.close();
    }],
    ["something that is not HTTP", ["error"], async (connection) => {
      await connection.write("SSH-2.0-OpenSSH_9.9\r\n\r\n");
      connection.close();
    }],
  ];
  for (const [what, said, answer] of breaks) {
    test(`${name}.send() reports ${what} as a fault`, async () => {
      await exchange(create, answer, async ({ sink }) => {
        await sink.over();
        assert.deepEqual(sink.said, said);
        assert.ok(["connection", "malformed"].includes(sink.fault!.errorClass));
        assert.ok(!sink.fault!.detail.includes(SECRET));
      });
    });
  }

  test(`${name}.send() does not follow a redirect`, async () => {
    using elsewhere = new RawServer(() => Promise.resolve());
    await exchange(create, async (connection) => {
      await connection.write(`HTTP/1.1 307 Moved\r\nlocation: ${elsewhere.url}/\r\ncontent-length: 0\r\n\r\n`);
    }, async ({ sink }) => {
      await sink.over();
      assert.deepEqual([sink.said, sink.fault?.errorClass], [["error"], "malformed"]);
      assert.equal(elsewhere.accepted, 0);
    });
  });

  test(`${name}.send() tells of a header that cannot be sent without its value`, async () => {
    using server = new RawServer(() => Promise.resolve());
    const upstream = create();
    const sink = new RecordingSink();
    const bad = request(server.url);
    upstream.send({ ...bad, headers: { ...bad.headers, authorization: `Bearer ${SECRET}\nx` } }, sink);
    await sink.over();
    await upstream.close();
    assert.deepEqual(sink.said, ["error"]);
    assert.ok(!sink.fault!.detail.includes(SECRET));
    assert.equal(server.accepted, 0);
  });
}

function control(name: string, create: CreateUpstream): void {
  test(`${name}.pause() holds the provider back, and resume() goes on`, async () => {
    const written = { bytes: 0, stalled: Promise.withResolvers<void>() };
    await exchange(create, (connection) => writeUntilStalled(connection, written), async ({ sink, exchange }) => {
      sink.keepsChunks = false;
      sink.onData = () => exchange.pause();
      await written.stalled.promise;
      assert.ok(written.bytes < BUFFERED_BYTES_MAX, `${written.bytes} bytes were taken from the provider while paused`);
      const before = sink.bytes;
      sink.onData = null;
      exchange.resume();
      await sink.until(() => sink.bytes > before + 2 * BUFFERED_BYTES_MAX);
      exchange.abort();
    });
  });

  test(`${name}.abort() before the head closes the connection at once`, async () => {
    const arrived = Promise.withResolvers<void>();
    await exchange(create, () => Promise.resolve(arrived.resolve()), async ({ sink, exchange, closed }) => {
      await arrived.promise;
      const abortedAt = performance.now();
      exchange.abort();
      assert.ok(await closed - abortedAt < CLOSE_MAX_MS);
      assert.deepEqual(sink.said, []);
    });
  });

  test(`${name}.abort() inside the body closes the connection at once, and nothing more is heard`, async () => {
    for (const pausedFirst of [false, true]) {
      await exchange(create, async (connection) => {
        await connection.write(CHUNKED_HEAD);
        for (;;) await connection.write("5\r\nhello\r\n");
      }, async ({ sink, exchange, closed }) => {
        await sink.until(() => sink.bytes > 0);
        if (pausedFirst) exchange.pause();
        const abortedAt = performance.now();
        exchange.abort();
        const heard = sink.bytes;
        assert.ok(await closed - abortedAt < CLOSE_MAX_MS);
        exchange.abort();
        exchange.resume();
        assert.deepEqual([sink.said, sink.bytes], [["head", "data"], heard]);
      });
    }
  });

  test(`${name}.abort() inside a sink's call silences it, and after the end does nothing`, async () => {
    await exchange(create, async (connection) => {
      // A whole answer would leave the connection in the pool, where it may well stay.
      await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello");
    }, async ({ sink, exchange, closed }) => {
      sink.onData = () => exchange.abort();
      await closed;
      assert.deepEqual(sink.said, ["head", "data"]);
    });
    await exchange(create, async (connection) => {
      await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
    }, async ({ sink, exchange }) => {
      await sink.over();
      exchange.abort();
      exchange.pause();
      exchange.resume();
      assert.deepEqual(sink.said, ["head", "data", "end"]);
    });
  });

  test(`${name}.close() aborts what is under way`, async () => {
    using server = new RawServer(async (connection) => {
      await connection.write(CHUNKED_HEAD + "5\r\nhello\r\n");
    });
    const upstream = create();
    const sinks = [new RecordingSink(), new RecordingSink()];
    for (const sink of sinks) upstream.send(request(server.url), sink);
    for (const sink of sinks) await sink.until(() => sink.bytes > 0);
    await upstream.close();
    for (const sink of sinks) assert.deepEqual(sink.said, ["head", "data"]);
  });
}
