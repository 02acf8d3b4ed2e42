import assert from "node:assert/strict";
import { findOnPath } from "../../testing/apt_program.ts";
import { startMockUpstream } from "./mock_upstream.ts";
import { compileNative } from "./programs/compile_native.ts";
import { runStreamLoad } from "./stream_load.ts";

const compiler = findOnPath("cc", "gcc", "clang");

const SANITIZED = { sanitizeOps: true, sanitizeResources: true, sanitizeExit: true };
/** Where there is no compiler the benchmark does not run either. */
const native = { name: "the mock upstream and the stream load generator", ignore: compiler === null, ...SANITIZED };

Deno.test(native, async (t) => {
  await using undo = new AsyncDisposableStack();
  const directory = await Deno.makeTempDir();
  undo.defer(() => Deno.remove(directory, { recursive: true }));
  const compileInto = { compiler: compiler!, directory };
  const program = await compileNative("mock_upstream", compileInto);
  const streamLoad = await compileNative("stream_load", compileInto);
  const mock = await startMockUpstream(program, `${directory}/log`);
  undo.defer(() => mock.stop());
  const url = `http://127.0.0.1:${mock.port}`;
  const ask = (path: string) => fetch(url + path, { method: "POST", body: "{}" }).then((response) => response.text());
  const load = (path: string, chunks: number) =>
    runStreamLoad(
      { port: mock.port, path, headers: {}, model: "m" },
      { streams: 5, seconds: 0.05, rampMs: 10, chunks },
      { streamLoad, directory },
    );

  await t.step("a whole answer comes in the dialect of its path", async () => {
    await mock.behave("whole");
    assert.equal(JSON.parse(await ask("/v1/chat/completions")).object, "chat.completion");
    assert.equal(JSON.parse(await ask("/v1/messages")).type, "message");
  });

  await t.step("a stream has as many chunks as it was told, and its usage says so", async () => {
    await mock.behave({ chunks: 3, gapUs: 1_000 });
    const chat = await ask("/v1/chat/completions");
    assert.equal(chat.match(/ word @\d+@/g)!.length, 3);
    assert.match(chat, /"completion_tokens":3,.*\n\ndata: \[DONE\]\n\n$/);
    const messages = await ask("/v1/messages");
    assert.equal(messages.match(/ word @\d+@/g)!.length, 3);
    assert.match(messages, /"output_tokens":3\}.*message_stop"\}\n\n$/s);
  });

  await t.step("the load generator reads every stream whole, and the mock has counted each", async () => {
    const before = await mock.counts();
    const result = await load("/v1/chat/completions", 3);
    assert.deepEqual([result.failed, result.not_200, result.chunks], [0, 0, 3 * result.whole]);
    assert.ok(result.whole >= 5);
    const after = await mock.counts();
    assert.equal(after.streams - before.streams, result.whole);
    assert.equal(after.cut_off + after.streaming, 0);
  });

  await t.step("a stream with another number of chunks than was asked for has failed", async () => {
    const result = await load("/v1/messages", 4);
    assert.equal(result.whole, 0);
    assert.ok(result.failed >= 5);
  });
});
