import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { request, sendAndHear } from "./contract/contract_exchange.ts";
import { Connection } from "./connection.ts";
import { ConnectionPool, type PoolOptions } from "./connection_pool.ts";
import type { RequestTarget } from "./request_target.ts";
import { TargetReader } from "./request_target.ts";
import { SocketUpstream } from "./socket_upstream.ts";
import { type RawConnection, RawServer } from "./testing/raw_server.ts";

const ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

/** Answers every request of a connection with `answer`. */
async function answerAll(connection: RawConnection, answer = ANSWER): Promise<void> {
  do await connection.write(answer); while (await connection.next() !== null);
}

/** A pool and connections in it that have each carried one request, the first one first. */
async function pooled(server: RawServer, count: number, options: PoolOptions = {}) {
  const pool = new ConnectionPool(options);
  const { origin } = new TargetReader().read(server.url) as RequestTarget;
  const connections = Array.from({ length: count }, () => pool.open(origin, 5_000));
  for (const connection of connections) {
    const whole = Promise.withResolvers<void>();
    const user = { head: () => {}, data: () => {}, whole: whole.resolve, broken: whole.reject };
    connection.carry([new TextEncoder().encode(`GET / HTTP/1.1\r\nhost: ${origin.host}\r\n\r\n`)], user);
    await whole.promise;
  }
  return { pool, origin, connections };
}

test("ConnectionPool.take() gives the connection that was used last, and null when there is none", async () => {
  using server = new RawServer(answerAll);
  const { pool, origin, connections } = await pooled(server, 3);
  assert.equal(pool.idle, 3);
  assert.deepEqual([pool.take(origin), pool.take(origin), pool.take(origin), pool.take(origin)], [
    ...connections.toReversed(),
    null,
  ]);
  assert.equal(pool.take({ ...origin, key: "http://elsewhere" }), null);
  for (const connection of connections) connection.destroy();
  await pool.close();
});

test("ConnectionPool.released() keeps no more than its bounds, and closes the ones that were idle longest", async () => {
  for (const options of [{ idlePerOriginMax: 2 }, { idleMax: 2 }]) {
    using server = new RawServer(answerAll);
    const { pool, origin, connections } = await pooled(server, 3, options);
    assert.equal(pool.idle, 2);
    assert.ok(!connections[0]!.isOpen);
    assert.equal(pool.take(origin), connections[2]);
    connections[2]!.destroy();
    await pool.close();
  }
});

test("ConnectionPool closes what is idle for too long, and sooner where the server says so", async () => {
  const kept: [answer: string, goodMs: number][] = [
    [ANSWER, 10_000],
    [ANSWER.replace("\r\n\r\n", "\r\nkeep-alive: timeout=5, max=100\r\n\r\n"), 4_000],
    [ANSWER.replace("\r\n\r\n", "\r\nkeep-alive: timeout=600\r\n\r\n"), 10_000],
    [ANSWER.replace("\r\n\r\n", "\r\nkeep-alive: timeout=1\r\n\r\n"), 0],
  ];
  for (const [answer, goodMs] of kept) {
    using server = new RawServer((connection) => answerAll(connection, answer));
    const clock = new ManualClock();
    const { pool } = await pooled(server, 1, { clock, idleTimeoutMs: 10_000 });
    if (goodMs > 0) {
      await clock.advance(goodMs - 1);
      assert.equal(pool.idle, 1, answer);
      await clock.advance(1_001);
    }
    assert.equal(pool.idle, 0, answer);
    await pool.close();
    assert.equal(clock.pending, 0);
  }
});

test("ConnectionPool forgets an idle connection that its server closes, or says something on", async () => {
  for (const unasked of ["", "HTTP/1.1 408 Request Timeout\r\n\r\n"]) {
    const go = Promise.withResolvers<void>();
    using server = new RawServer(async (connection) => {
      await connection.write(ANSWER);
      await go.promise;
      await connection.write(unasked);
      if (unasked === "") connection.close();
    });
    const { pool, origin } = await pooled(server, 1);
    assert.equal(pool.idle, 1);
    go.resolve();
    await eventually(() => pool.idle === 0);
    assert.equal(pool.take(origin), null);
    await pool.close();
  }
});

test("ConnectionPool.close() keeps nothing that is released later", async () => {
  using server = new RawServer(answerAll);
  const { pool, origin } = await pooled(server, 2);
  const taken = pool.take(origin) as Connection;
  await pool.close();
  assert.equal(pool.idle, 0);
  pool.released(taken, null);
  assert.deepEqual([pool.idle, taken.isOpen], [0, false]);
  await taken.gone;
});

test("SocketUpstream.send() does not send again what breaks too late to be a stale connection", async () => {
  const clock = new ManualClock();
  using server = new RawServer(async (connection) => {
    await connection.write(ANSWER);
    if (await connection.next() === null) return;
    await clock.advance(2_001);
    connection.close();
  });
  const upstream = new SocketUpstream({ clock });
  await sendAndHear(upstream, request(server.url));
  const { said, fault } = await sendAndHear(upstream, request(server.url));
  assert.deepEqual([said, fault!.errorClass, server.accepted], [["error"], "connection", 1]);
  await upstream.close();
});

test("SocketUpstream.close() lets nothing be sent any more", async () => {
  using server = new RawServer(answerAll);
  const upstream = new SocketUpstream();
  await upstream.close();
  const { said, fault } = await sendAndHear(upstream, request(server.url));
  assert.deepEqual([said, fault!.errorClass, server.accepted], [["error"], "connection", 0]);
});
