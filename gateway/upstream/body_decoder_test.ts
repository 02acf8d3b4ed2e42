import assert from "node:assert/strict";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { test } from "../../testing/test.ts";
import { BodyDecoder, type ContentCoding, readContentCodings } from "./body_decoder.ts";

test("readContentCodings() reads codings in the order they were applied", () => {
  const values: [value: string | null, codings: ContentCoding[] | null][] = [
    [null, []],
    ["", []],
    ["identity", []],
    ["gzip", ["gzip"]],
    ["X-GZip", ["gzip"]],
    ["deflate, br", ["deflate", "br"]],
    [" gzip ,identity, ", ["gzip"]],
    ["zstd", null],
    ["gzip, mystery", null],
    ["gzip, gzip, gzip", null],
    ["gzip;q=1", null],
  ];
  for (const [value, codings] of values) assert.deepEqual(readContentCodings(value), codings, String(value));
});

/** Decodes what comes in pieces of the given size, and waits for room between them. */
async function decode(codings: ContentCoding[], body: Uint8Array, pieceBytes: number): Promise<string> {
  let text = "";
  let room = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  const decoder = new BodyDecoder(codings, {
    data: (chunk) => {
      assert.equal(chunk.buffer.byteLength, chunk.length, "a chunk keeps no larger buffer alive");
      text += new TextDecoder().decode(chunk);
    },
    room: () => room.resolve(),
    end: () => ended.resolve(text),
    corrupt: ended.resolve,
  });
  for (let at = 0; at < body.length; at += pieceBytes) {
    if (decoder.write(body.subarray(at, at + pieceBytes))) continue;
    await room.promise;
    room = Promise.withResolvers();
  }
  decoder.end();
  return await ended.promise;
}

test("BodyDecoder.write() undoes codings, however the body is cut", async () => {
  const text = "again and again ".repeat(2_000);
  const twice = brotliCompressSync(gzipSync(text));
  for (const pieceBytes of [1, 3, 1_000]) {
    assert.equal(await decode(["gzip"], gzipSync(text), pieceBytes), text);
    assert.equal(await decode(["gzip", "br"], twice, pieceBytes), text);
  }
});

test("BodyDecoder.end() takes a body without a byte for an empty one", async () => {
  for (const codings of [["gzip"], ["gzip", "br"]] as ContentCoding[][]) {
    assert.equal(await decode(codings, new Uint8Array(0), 1), "");
  }
});

test("BodyDecoder.end() tells of a body that is cut short, through two codings too", async () => {
  const cut = gzipSync("and so on").subarray(0, 15);
  assert.equal(await decode(["gzip"], cut, 100), "a body that is not gzip");
  assert.equal(await decode(["gzip", "br"], brotliCompressSync(cut), 100), "a body that is not gzip");
});
