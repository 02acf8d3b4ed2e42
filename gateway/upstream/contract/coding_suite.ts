import assert from "node:assert/strict";
import {
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createGzip,
  deflateRawSync,
  deflateSync,
  gzipSync,
} from "node:zlib";
import { test } from "../../../testing/test.ts";
import { type CreateUpstream, exchange } from "./contract_exchange.ts";

/** How content codings are undone. `strict`: deflate too, and a body that does not fit its coding is malformed. */
export function codingSuite(name: string, create: CreateUpstream, { strict }: { strict: boolean }): void {
  undone(name, create);
  streamed(name, create);
  bounded(name, create);
  if (strict) corrupt(name, create);
}

const TEXT = "the same again, ".repeat(500);

function head(coding: string, length: number): string {
  return `HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: ${length}\r\n\r\n`;
}

function undone(name: string, create: CreateUpstream): void {
  const codings: [coding: string, packed: Uint8Array][] = [
    ["gzip", gzipSync(TEXT)],
    ["GZIP", gzipSync(TEXT)],
    ["br", brotliCompressSync(TEXT)],
    ["identity", new TextEncoder().encode(TEXT)],
  ];
  for (const [coding, packed] of codings) {
    test(`${name}.send() undoes the content coding ${coding}`, async () => {
      await exchange(create, async (connection) => {
        await connection.write(head(coding, packed.length));
        for (let at = 0; at < packed.length; at += 7) await connection.write(packed.subarray(at, at + 7));
      }, async ({ sink }) => {
        await sink.over();
        assert.deepEqual([sink.said, sink.text === TEXT], [["head", "data", "end"], true]);
      });
    });
  }

  test(`${name}.send() asks for no coding unless the request does`, async () => {
    for (const asked of [undefined, "gzip"]) {
      let seen = "";
      await exchange(
        create,
        async (connection) => {
          seen = connection.request;
          await connection.write("HTTP/1.1 204 No Content\r\n\r\n");
        },
        ({ sink }) => sink.over(),
        {
          change: (sent) => ({ ...sent, headers: { ...sent.headers, ...(asked && { "accept-encoding": asked }) } }),
        },
      );
      assert.match(
        seen,
        asked === undefined ? /\r\naccept-encoding: (identity|gzip, ?br)\r\n/i : /\r\naccept-encoding: gzip\r\n/i,
      );
    }
  });
}

function streamed(name: string, create: CreateUpstream): void {
  const compressors = [
    ["gzip", () => createGzip({ flush: constants.Z_SYNC_FLUSH })],
    ["br", () => createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH })],
  ] as const;
  for (const [coding, createCompressor] of compressors) {
    test(`${name}.send() tells what a ${coding} stream holds as soon as it can be decoded`, async () => {
      const compressor = createCompressor();
      const go = Promise.withResolvers<void>();
      await exchange(create, async (connection) => {
        await connection.write(`HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ntransfer-encoding: chunked\r\n\r\n`);
        const pieces = compressor[Symbol.asyncIterator]();
        const pass = async (text: string) => {
          compressor.write(text);
          const { value } = await pieces.next();
          await connection.write(`${value.length.toString(16)}\r\n`);
          await connection.write(value);
          await connection.write("\r\n");
        };
        await pass("data: one\n\n");
        await go.promise;
        await pass("data: two\n\n");
      }, async ({ sink, exchange }) => {
        await sink.until(() => sink.text === "data: one\n\n");
        go.resolve();
        await sink.until(() => sink.text === "data: one\n\ndata: two\n\n");
        exchange.abort();
      });
      compressor.destroy();
    });
  }
}

function corrupt(name: string, create: CreateUpstream): void {
  const packed = gzipSync(TEXT);
  const bodies: [what: string, coding: string, body: Uint8Array][] = [
    ["is not what its coding says", "gzip", new TextEncoder().encode("not gzip at all")],
    ["is not what its coding says", "br", new TextEncoder().encode("not brotli at all")],
    ["is not what its coding says", "deflate", new Uint8Array(64).fill(0x7e)],
    ["ends before its coding does", "gzip", packed.subarray(0, packed.length - 9)],
    ["has something else behind it", "gzip", Uint8Array.from([...packed, 1, 2, 3, 4])],
    ["has a coding that nobody knows", "mystery", packed],
    ["was coded over and over", "gzip, gzip, gzip, gzip", packed],
  ];
  for (const [what, coding, body] of bodies) {
    test(`${name}.send() reports a body that ${what} as malformed (${coding})`, async () => {
      await exchange(create, async (connection) => {
        await connection.write(head(coding, body.length));
        await connection.write(body);
      }, async ({ sink }) => {
        await sink.over();
        assert.deepEqual([sink.said.at(-1), sink.fault?.errorClass], ["error", "malformed"]);
      });
    });
  }

  test(`${name}.send() undoes deflate with and without its wrapper, and a coding on a coding`, async () => {
    for (
      const [coding, body] of [["deflate, gzip", gzipSync(deflateSync(TEXT))], [
        "deflate",
        deflateRawSync(TEXT),
      ]] as const
    ) {
      await exchange(create, async (connection) => {
        await connection.write(head(coding, body.length));
        await connection.write(body);
      }, async ({ sink }) => {
        await sink.over();
        assert.deepEqual([sink.said, sink.text === TEXT], [["head", "data", "end"], true]);
      });
    }
  });
}

function bounded(name: string, create: CreateUpstream): void {
  for (const [coding, compress] of [["gzip", gzipSync], ["br", fastBrotli]] as const) {
    test(`${name}.pause() holds back what a few bytes of ${coding} unpack to`, async () => {
      const bytes = 64 * 1024 * 1024;
      const packed = compress(new Uint8Array(bytes));
      await exchange(create, async (connection) => {
        await connection.write(head(coding, packed.length));
        await connection.write(packed);
      }, async ({ sink, exchange }) => {
        sink.keepsChunks = false;
        sink.onData = () => exchange.pause();
        await sink.until(() => sink.bytes > 0);
        for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
        assert.ok(sink.bytes < 1024 * 1024, `${sink.bytes} bytes came while paused`);
        assert.ok(!sink.isOver);
        sink.onData = null;
        exchange.resume();
        await sink.over();
        assert.deepEqual([sink.said, sink.bytes], [["head", "data", "end"], bytes]);
      });
    });
  }
}

/** At its best, brotli takes seconds for so much. */
function fastBrotli(bytes: Uint8Array): Uint8Array {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
}
