import assert from "node:assert/strict";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { MemoryLogger } from "../logging/testing/memory_logger.ts";
import { systemClock } from "../time/clock.ts";
import { ManualClock } from "../time/manual_clock.ts";
import { EnduringServer } from "./enduring_server.ts";

const encoder = new TextEncoder();

/** A connection that has sent `bytes`, and whether the server has closed it. */
async function connected(port: number, bytes = "") {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  if (bytes !== "") await connection.write(encoder.encode(bytes));
  const state = { text: "", isClosed: false };
  const reading = (async () => {
    const buffer = new Uint8Array(4_096);
    for (;;) {
      const count = await connection.read(buffer).catch(() => null);
      if (count === null) break;
      state.text += new TextDecoder().decode(buffer.subarray(0, count));
    }
    state.isClosed = true;
    connection.close();
  })();
  return { state, reading };
}

test("EnduringServer closes what has no request when there are too many connections, and lets requests go on", async () => {
  const clock = new ManualClock();
  const logger = new MemoryLogger();
  const answer = Promise.withResolvers<void>();
  let open = 5;
  const handler = async (request: Request) => {
    if (request.url.endsWith("/slow")) await answer.promise;
    return new Response("hi");
  };
  const server = new EnduringServer({
    hostname: "127.0.0.1",
    port: 0,
    handler,
    clock,
    logger,
    descriptorsMax: 10,
    descriptors: () => open,
  });
  const { port } = server.addr;
  const used = await connected(port, "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  const idle = await connected(port);
  const half = await connected(port, "GET / HTTP/1.1\r\nhost: ");
  const busy = await connected(port, "GET /slow HTTP/1.1\r\nhost: a\r\n\r\n");
  await eventually(() => used.state.text.endsWith("hi"));
  await clock.advance(5_000);
  assert.deepEqual([server.renewals, idle.state.isClosed, half.state.isClosed], [0, false, false]);
  open = 11;
  await clock.advance(1_000);
  await eventually(async () => {
    await clock.advance(2);
    return used.state.isClosed && idle.state.isClosed && half.state.isClosed;
  });
  assert.deepEqual([busy.state.isClosed, server.renewals], [false, 1]);
  assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "hi");
  // Not at every look: clients that do nothing wrong lose connections, too.
  await clock.advance(5_000);
  assert.equal(server.renewals, 1);
  answer.resolve();
  await eventually(() => busy.state.text.endsWith("hi"));
  await clock.advance(5_000);
  await eventually(async () => {
    await clock.advance(2);
    return server.renewals === 2;
  });
  await server.shutdown();
  await Promise.all([used, idle, half, busy].map(({ reading }) => reading));
  assert.deepEqual(logger.events.map(({ event }) => event), ["connections_renewed", "connections_renewed"]);
});

test("EnduringServer.cut() breaks requests under way, but for those from before it was renewed: they end by themselves", async () => {
  let open = 0;
  const streams: ReadableStreamDefaultController[] = [];
  const clock = new ManualClock();
  const options = { hostname: "127.0.0.1", port: 0, clock, logger: new MemoryLogger() };
  const server = new EnduringServer({
    ...options,
    handler: () => new Response(new ReadableStream({ start: (controller) => void streams.push(controller) })),
    descriptors: () => open,
  });
  const first = await connected(server.addr.port, "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  await eventually(() => first.state.text.includes("200"));
  open = Infinity;
  await clock.advance(1_000);
  const second = await eventually(async () => {
    await clock.advance(2);
    return await connected(server.addr.port, "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  });
  await eventually(() => second.state.text.includes("200"));
  assert.equal(first.state.isClosed, false);
  server.cut();
  await second.reading;
  assert.equal(first.state.isClosed, false);
  streams[0]!.close();
  await server.shutdown();
  await first.reading;
});

test("EnduringServer refuses a port that is taken", async () => {
  const options = {
    hostname: "127.0.0.1",
    handler: () => new Response(),
    clock: systemClock,
    logger: new MemoryLogger(),
  };
  const server = new EnduringServer({ ...options, port: 0 });
  assert.throws(() => new EnduringServer({ ...options, port: server.addr.port }), Deno.errors.AddrInUse);
  await server.shutdown();
});

if (Deno.build.os === "linux") {
  test("EnduringServer goes on when the system has no descriptor left for another connection", async () => {
    const program = new URL("testing/flooded_server.ts", import.meta.url).pathname;
    const child = new Deno.Command("sh", {
      args: ["-c", 'ulimit -n 100; exec "$0" run -A --no-check "$1"', Deno.execPath(), program],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let output = "";
    const reading = (async () => {
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) output += text;
    })();
    const port = Number((await eventually(() => /listening (\d+)/.exec(output)))[1]);
    const flood: Deno.Conn[] = [];
    await eventually(async () => {
      flood.push(await Deno.connect({ hostname: "127.0.0.1", port }));
      return output.includes("connections_renewed");
    });
    assert.equal(await eventually(async () => await (await fetch(`http://127.0.0.1:${port}/`)).text()), "hi");
    for (const connection of flood) connection.close();
    child.kill("SIGTERM");
    await child.status;
    await reading;
  });
}
