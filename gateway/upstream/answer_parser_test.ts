import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fastCheck from "fast-check";
import { test } from "../../testing/test.ts";
import { AnswerParser, HEAD_BYTES_MAX } from "./answer_parser.ts";

interface Account {
  status: number | null;
  body: string;
  /** How it ended, or null while it goes on. */
  ended: "reusable" | "whole" | "malformed" | null;
}

/** Reads an answer that comes in the given pieces. */
function read(pieces: Uint8Array[]): { account: Account; parser: AnswerParser } {
  const account: Account = { status: null, body: "", ended: null };
  const parser = new AnswerParser({
    head: ({ status }) => account.status = status,
    whole: (reusable) => account.ended = reusable ? "reusable" : "whole",
    malformed: () => account.ended = "malformed",
  }, { data: (chunk) => account.body += Buffer.from(chunk).toString("latin1") });
  // Each piece stands in memory of its own, which is written over once it was read.
  for (const piece of pieces) {
    const bytes = new Uint8Array(piece.length + 1).fill(0x21);
    bytes.set(piece);
    parser.push(bytes, piece.length);
    bytes.fill(0x21);
  }
  return { account, parser };
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

function push(parser: AnswerParser, text: string): void {
  parser.push(new Uint8Array(bytesOf(text)), text.length);
}

const OK = "HTTP/1.1 200 OK\r\n";
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;

const answers: [name: string, bytes: string, account: Account][] = [
  ["with a length", `${OK}content-length: 5\r\n\r\nhello`, { status: 200, body: "hello", ended: "reusable" }],
  ["without a byte", `${OK}content-length: 0\r\n\r\n`, { status: 200, body: "", ended: "reusable" }],
  ["without content", "HTTP/1.1 204 No Content\r\n\r\n", { status: 204, body: "", ended: "reusable" }],
  ["in chunks", `${CHUNKED}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`, {
    status: 200,
    body: "hello world",
    ended: "reusable",
  }],
  ["after others", `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 E\r\na: b\r\n\r\n${OK}content-length: 2\r\n\r\nhi`, {
    status: 200,
    body: "hi",
    ended: "reusable",
  }],
  ["with extensions and trailers", `${CHUNKED}5 ;a="b\\"c"\r\nhello\r\n00 \r\nx: y\r\nz: \r\n\r\n`, {
    status: 200,
    body: "hello",
    ended: "reusable",
  }],
  ["with more behind it", `${OK}content-length: 2\r\n\r\nhiHTTP`, { status: 200, body: "hi", ended: "whole" }],
  ["with more behind its chunks", `${CHUNKED}2\r\nhi\r\n0\r\n\r\n\r\n`, { status: 200, body: "hi", ended: "whole" }],
  ["until the close", `${OK}\r\nand so on`, { status: 200, body: "and so on", ended: null }],
  ["with a chunk that is too long", `${CHUNKED}2\r\nhi!\r\n`, { status: 200, body: "hi", ended: "malformed" }],
];

for (const [name, text, expected] of answers) {
  test(`AnswerParser.push() reads an answer ${name}, cut anywhere and byte by byte`, () => {
    const bytes = bytesOf(text);
    assert.deepEqual(read([bytes]).account, expected);
    assert.deepEqual(read([...bytes].map((byte) => Uint8Array.of(byte))).account.body, expected.body);
    for (let cut = 1; cut < bytes.length; cut++) {
      const { account } = read([bytes.subarray(0, cut), bytes.subarray(cut)]);
      assert.deepEqual([account.status, account.body], [expected.status, expected.body], `cut at ${cut}`);
      // What comes behind an answer is only seen by the parser when it comes with its end.
      if (expected.ended !== "whole") assert.equal(account.ended, expected.ended, `cut at ${cut}`);
    }
  });
}

test("AnswerParser.push() undoes any chunking of any body in any pieces", () => {
  const chunks = fastCheck.array(fastCheck.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 8 });
  const cuts = fastCheck.array(fastCheck.nat(600), { maxLength: 8 });
  fastCheck.assert(fastCheck.property(chunks, cuts, (body, at) => {
    const framed = body.flatMap((chunk) => [bytesOf(`${chunk.length.toString(16)}\r\n`), chunk, bytesOf("\r\n")]);
    const bytes = Buffer.concat([bytesOf(CHUNKED), ...framed, bytesOf("0\r\n\r\n")]);
    const bounds = [0, ...at.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
    const { account } = read(bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end)));
    assert.deepEqual(account, { status: 200, body: Buffer.concat(body).toString("latin1"), ended: "reusable" });
  }));
});

test("AnswerParser.push() ends in some way and never throws, whatever comes", () => {
  const near = fastCheck.constantFrom(
    "HTTP/1.1 ",
    "200",
    " OK",
    "\r\n",
    "\n",
    "\r",
    "content-length: 3",
    "\r\n\r\n",
    "0",
    "a",
    ";",
  );
  fastCheck.assert(fastCheck.property(fastCheck.array(near, { maxLength: 30 }), (parts) => {
    read(parts.map(bytesOf));
    read([bytesOf(CHUNKED + parts.join(""))]);
  }));
});

test("AnswerParser.push() makes one piece of the chunks of one read", () => {
  const pieces: string[] = [];
  const parser = new AnswerParser({
    head: () => {},
    whole: () => pieces.push("(whole)"),
    malformed: () => {},
  }, { data: (chunk) => pieces.push(Buffer.from(chunk).toString()) });
  push(parser, `${CHUNKED}3\r\none\r\n3\r\ntwo\r\n5\r\nth`);
  push(parser, "ree\r\n0\r\n\r\n");
  assert.deepEqual(pieces, ["onetwoth", "ree", "(whole)"]);
});

test("AnswerParser.push() bounds heads, chunk lines and trailers", () => {
  const large = "a".repeat(HEAD_BYTES_MAX);
  const bounded: [text: string, ended: Account["ended"]][] = [
    [`${OK}x: ${large.slice(0, HEAD_BYTES_MAX - 40)}\r\ncontent-length: 0\r\n\r\n`, "malformed"],
    [`${OK}x: ${large.slice(0, HEAD_BYTES_MAX - 60)}\r\ncontent-length: 0\r\n\r\n`, "reusable"],
    [`${CHUNKED}1;${large.slice(0, 5_000)}\r\na\r\n0\r\n\r\n`, "malformed"],
    [`${CHUNKED}1;${large.slice(0, 4_000)}\r\na\r\n0\r\n\r\n`, "reusable"],
    [`${CHUNKED}1${" ".repeat(5_000)}\r\na\r\n0\r\n\r\n`, "malformed"],
    [`${CHUNKED}00000000000001\r\na\r\n0\r\n\r\n`, "malformed"],
    [`${CHUNKED}0\r\nx: ${large}\r\n\r\n`, "malformed"],
    [`${CHUNKED}0\r\n${"x: y\r\n".repeat(10_000)}\r\n`, "reusable"],
    [`${CHUNKED}0\r\n${"x: y\r\n".repeat(20_000)}\r\n`, "malformed"],
  ];
  for (const [text, ended] of bounded) {
    assert.equal(read([bytesOf(text)]).account.ended, ended, text.slice(0, 60));
  }
});

test("AnswerParser.closed() tells where an answer was broken off", () => {
  const closes: [text: string, place: ReturnType<AnswerParser["closed"]>][] = [
    ["", "before_head"],
    ["HTTP", "in_head"],
    ["HTTP/1.1 100 Continue\r\n\r\n", "in_head"],
    [`${OK}content-length: 3\r\n\r\nhi`, "in_body"],
    [`${CHUNKED}2\r\nhi\r\n`, "in_body"],
    [`${OK}\r\nhi`, "whole"],
  ];
  for (const [text, place] of closes) assert.equal(read([bytesOf(text)]).parser.closed(), place, text);
});

test("AnswerParser.stop() silences it, also within a call", () => {
  const heard: string[] = [];
  const parser: AnswerParser = new AnswerParser({
    head: () => {
      heard.push("head");
      parser.stop();
    },
    whole: () => heard.push("whole"),
    malformed: () => heard.push("malformed"),
  }, { data: () => heard.push("data") });
  push(parser, `${OK}content-length: 2\r\n\r\nhi`);
  push(parser, "HTTP");
  assert.deepEqual(heard, ["head"]);
});
