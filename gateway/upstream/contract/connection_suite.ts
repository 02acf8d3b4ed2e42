import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { type RawConnection, RawServer } from "../testing/raw_server.ts";
import { RecordingSink } from "../testing/recording_sink.ts";
import { type TestCertificate, testCertificate } from "../../../testing/test_certificate.ts";
import {
  CHUNKED_HEAD,
  CLOSE_MAX_MS,
  type CreateUpstream,
  exchange,
  request,
  SECRET,
  sendAndHear,
} from "./contract_exchange.ts";

export interface ConnectionAbilities {
  /** `connectTimeoutMs` is heeded. */
  timesOut: boolean;
  /** An answer is heard while the request is still being written. */
  hearsEarly: boolean;
  /** Nothing is sent again once an answer has begun. */
  sendsOnce: boolean;
}

/** How connections are made, kept and left. */
export function connectionSuite(name: string, create: CreateUpstream, abilities: ConnectionAbilities): void {
  secured(name, create);
  unreachable(name, create);
  kept(name, create);
  heldBack(name, create);
  if (abilities.timesOut) timedOut(name, create);
  if (abilities.sendsOnce) sentOnce(name, create);
  if (abilities.hearsEarly) heardEarly(name, create);
}

const ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

function secured(name: string, create: CreateUpstream): void {
  test(`${name}.send() speaks TLS with whom the authority vouches for, by name and by address`, async () => {
    const certificate = await testCertificate();
    for (const host of ["localhost", "127.0.0.1"]) {
      await exchange(create, (connection) => connection.write(ANSWER), async ({ sink }) => {
        await sink.over();
        assert.deepEqual([sink.said, sink.text], [["head", "data", "end"], "hi"]);
      }, { certificate, change: (sent) => ({ ...sent, url: sent.url.replace("127.0.0.1", host) }) });
    }
  });

  test(`${name}.send() refuses a certificate that nobody vouches for`, async () => {
    const certificate = await testCertificate();
    await refusesTls(() => create(), certificate);
  });

  test(`${name}.send() refuses a certificate of another name`, async () => {
    const certificate = await testCertificate();
    // A name that leads here, and that the certificate does not have.
    await refusesTls(() => create({ authority: certificate.authority }), certificate, "127.0.0.2");
  });

  test(`${name}.send() reports a server that does not speak TLS as a fault`, async () => {
    const plain = new SilentListener();
    const upstream = create();
    const heard = sendAndHear(upstream, request(plain.url("https")));
    const connection = await plain.heard();
    await connection.say("HTTP/1.1 400 Bad Request\r\n\r\n");
    const { said, fault } = await heard;
    await connection.closed();
    await upstream.close();
    plain.close();
    assert.deepEqual([said, fault!.errorClass], [["error"], "connection"]);
    assert.ok(!fault!.detail.includes(SECRET));
  });

  test(`${name}.abort() closes a TLS connection at once, also one that the provider writes to`, async () => {
    const certificate = await testCertificate();
    for (const pausedFirst of [false, true]) {
      await exchange(create, (connection) => writeOn(connection), async ({ sink, exchange, closed }) => {
        await sink.until(() => sink.bytes > 0);
        if (pausedFirst) exchange.pause();
        const abortedAt = performance.now();
        exchange.abort();
        assert.ok(await closed - abortedAt < CLOSE_MAX_MS);
      }, { certificate });
    }
  });

  test(`${name}.abort() before TLS stands closes the connection at once`, async () => {
    const silent = new SilentListener();
    const upstream = create();
    const sink = new RecordingSink();
    const exchange = upstream.send(request(silent.url("https")), sink);
    const connection = await silent.heard();
    const abortedAt = performance.now();
    exchange.abort();
    assert.ok(await connection.closed() - abortedAt < CLOSE_MAX_MS);
    assert.deepEqual(sink.said, []);
    await upstream.close();
    silent.close();
  });
}

/** `host`: where the server is found, 127.0.0.1 if not said. */
async function refusesTls(create: CreateUpstream, certificate: TestCertificate, host = "127.0.0.1"): Promise<void> {
  const server = new RawServer(() => Promise.resolve(), { certificate, hostname: host });
  const upstream = create();
  const sink = await sendAndHear(upstream, request(server.url));
  await upstream.close();
  server[Symbol.dispose]();
  assert.deepEqual([sink.said, sink.fault!.errorClass], [["error"], "connection"]);
  assert.ok(sink.fault!.detail.startsWith(host) && !sink.fault!.detail.includes(SECRET));
}

function unreachable(name: string, create: CreateUpstream): void {
  test(`${name}.send() reports a name that nobody has as a fault`, async () => {
    const upstream = create();
    const sink = await sendAndHear(upstream, request("http://perpetuo-test.invalid"));
    await upstream.close();
    assert.deepEqual([sink.said, sink.fault!.errorClass], [["error"], "connection"]);
    assert.match(sink.fault!.detail, /^perpetuo-test\.invalid: /);
    assert.ok(!sink.fault!.detail.includes("/v1") && !sink.fault!.detail.includes(SECRET));
  });

  test(`${name}.send() refuses an address that is none`, async () => {
    const upstream = create();
    for (const url of ["no address", "ftp://127.0.0.1"]) {
      const sink = await sendAndHear(upstream, request(url));
      assert.deepEqual([sink.said, sink.fault!.errorClass], [["error"], "connection"]);
    }
    await upstream.close();
  });
}

function timedOut(name: string, create: CreateUpstream): void {
  const connectTimeoutMs = 100;

  test(`${name}.send() gives up a server that takes no connection within the time to connect`, async () => {
    // Two fill the queue of a listener that accepts none; the kernel lets further ones wait.
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0, tcpBacklog: 1 });
    const { port } = listener.addr as Deno.NetAddr;
    const queued = await Promise.all([1, 2].map(() => Deno.connect({ hostname: "127.0.0.1", port })));
    await timesOut(create, { ...request(`http://127.0.0.1:${port}`), connectTimeoutMs });
    for (const connection of queued) connection.close();
    listener.close();
  });

  test(`${name}.send() gives up a server that does not come to TLS within the time to connect, and closes`, async () => {
    const silent = new SilentListener();
    await timesOut(create, { ...request(silent.url("https")), connectTimeoutMs });
    await (await silent.heard()).closed();
    silent.close();
  });

  test(`${name}.send() lets a server take its time once it is connected`, async () => {
    const go = Promise.withResolvers<void>();
    await exchange(create, async (connection) => {
      await go.promise;
      await connection.write(ANSWER);
    }, async ({ sink }) => {
      setTimeout(go.resolve, 2 * connectTimeoutMs);
      await sink.over();
      assert.deepEqual(sink.said, ["head", "data", "end"]);
    }, { change: (sent) => ({ ...sent, connectTimeoutMs }) });
  });
}

async function timesOut(create: CreateUpstream, sent: ReturnType<typeof request>): Promise<void> {
  const upstream = create();
  const startedAt = performance.now();
  const sink = await sendAndHear(upstream, sent);
  const tookMs = performance.now() - startedAt;
  await upstream.close();
  assert.deepEqual([sink.said, sink.fault!.errorClass], [["error"], "timeout"]);
  assert.match(sink.fault!.detail, /^127\.0\.0\.1:\d+: no connection within 100 ms$/);
  assert.ok(tookMs >= sent.connectTimeoutMs && tookMs < sent.connectTimeoutMs + 1_000, `${tookMs} ms`);
}

function kept(name: string, create: CreateUpstream): void {
  test(`${name}.send() sends again on a new connection when the idle one had been closed`, async () => {
    const requests: string[] = [];
    await exchange(create, async (connection) => {
      requests.push(connection.request);
      await connection.write(ANSWER);
      // The race: the second request is under way when the server has already decided to close.
      if (requests.length === 1 && await connection.next() !== null) connection.close();
    }, async ({ sink, upstream, server }) => {
      await sink.over();
      const again = await sendAndHear(upstream, request(server.url, '{"model":"again"}'));
      assert.deepEqual([again.said, again.text, server.accepted], [["head", "data", "end"], "hi", 2]);
      assert.ok(requests[1]!.endsWith('{"model":"again"}'));
    });
  });

  test(`${name}.send() does not send again when a first connection is closed`, async () => {
    await exchange(create, (connection) => Promise.resolve(connection.close()), async ({ sink, server }) => {
      await sink.over();
      assert.deepEqual([sink.said, sink.fault!.errorClass, server.accepted], [["error"], "connection", 1]);
    });
  });

  test(`${name}.send() sends a large body whole`, async () => {
    const body = '{"model":"m"}'.repeat(100_000);
    let seen = "";
    await exchange(create, async (connection) => {
      seen = connection.request;
      await connection.write(ANSWER);
    }, async ({ sink }) => {
      await sink.over();
      assert.ok(seen.endsWith(`\r\n\r\n${body}`));
    }, { change: (sent) => ({ ...sent, body: new TextEncoder().encode(body) }) });
  });
}

function sentOnce(name: string, create: CreateUpstream): void {
  test(`${name}.send() does not send again once an answer has begun`, async () => {
    await exchange(create, async (connection) => {
      await connection.write(ANSWER);
      if (await connection.next() !== null) await connection.write("H");
      connection.close();
    }, async ({ sink, upstream, server }) => {
      await sink.over();
      const again = await sendAndHear(upstream, request(server.url));
      assert.deepEqual([again.said, again.fault!.errorClass, server.accepted], [["error"], "connection", 1]);
    });
  });
}

function heardEarly(name: string, create: CreateUpstream): void {
  test(`${name}.send() takes an answer that comes before the request was read`, async () => {
    await exchange(create, async (connection) => {
      await connection.write("HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno");
    }, async ({ sink, upstream, server }) => {
      await sink.over();
      assert.deepEqual([sink.said, sink.status, sink.text], [["head", "data", "end"], 413, "no"]);
      await sendAndHear(upstream, request(server.url));
      assert.equal(server.accepted, 2);
    }, { readsBody: false, change: (sent) => ({ ...sent, body: new Uint8Array(32 * 1024 * 1024) }) });
  });
}

function heldBack(name: string, create: CreateUpstream): void {
  const bytes = 200_000_000;
  const ways: [what: string, options: () => Promise<{ certificate?: TestCertificate }>][] = [
    ["", () => Promise.resolve({})],
    [" over TLS", async () => ({ certificate: await testCertificate() })],
  ];
  for (const [what, options] of ways) {
    test(`${name}.pause() holds under 20 MB of an answer of 200 MB${what}`, async () => {
      const chunk = new Uint8Array(200_000);
      const written = { chunks: 0, stalled: Promise.withResolvers<void>() };
      await exchange(create, async (connection) => {
        await connection.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes}\r\n\r\n`);
        while (written.chunks * chunk.length < bytes) {
          const stall = setTimeout(written.stalled.resolve, 250);
          await connection.write(chunk);
          clearTimeout(stall);
          written.chunks++;
        }
      }, async ({ sink, exchange }) => {
        sink.keepsChunks = false;
        await sink.until(() => sink.bytes > 0);
        exchange.pause();
        const before = Deno.memoryUsage().rss;
        await written.stalled.promise;
        const grownMb = (Deno.memoryUsage().rss - before) / 1e6;
        assert.ok(grownMb < 20, `${grownMb} MB for ${sink.bytes} bytes heard`);
        exchange.resume();
        await sink.over();
        assert.deepEqual([sink.said, sink.bytes], [["head", "data", "end"], bytes]);
      }, await options());
    });
  }
}

/** Events without end, each small. */
async function writeOn(connection: RawConnection): Promise<void> {
  await connection.write(CHUNKED_HEAD);
  for (;;) await connection.write("5\r\nhello\r\n");
}

/** Accepts a connection and says nothing on it by itself. */
class SilentListener {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #accepted = this.#listener.accept();

  url(scheme: string): string {
    return `${scheme}://127.0.0.1:${this.#listener.addr.port}`;
  }

  /** The first connection, once its first bytes are there. */
  async heard(): Promise<{ say(text: string): Promise<number>; closed(): Promise<number> }> {
    const connection = await this.#accepted;
    const buffer = new Uint8Array(4_096);
    await connection.read(buffer);
    const closed = async () => {
      while (await connection.read(buffer).catch(() => null) !== null);
      connection.close();
      return performance.now();
    };
    return { say: (text) => connection.write(new TextEncoder().encode(text)), closed };
  }

  close(): void {
    this.#listener.close();
  }
}
