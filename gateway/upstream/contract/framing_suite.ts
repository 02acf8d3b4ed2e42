import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { type RawConnection } from "../testing/raw_server.ts";
import { CHUNKED_HEAD, type CreateUpstream, exchange, request, sendAndHear } from "./contract_exchange.ts";

/** How an answer is cut out of the bytes of its connection. `strict`: what two readers could read differently is refused. */
export function framingSuite(name: string, create: CreateUpstream, { strict }: { strict: boolean }): void {
  wholeAnswers(name, create);
  cutAnswers(name, create, strict);
  brokenAnswers(name, create);
  if (strict) refusedAnswers(name, create);
}

const OK = "HTTP/1.1 200 OK\r\n";

function wholeAnswers(name: string, create: CreateUpstream): void {
  const whole: [what: string, bytes: string, text: string][] = [
    [
      "interim answers",
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${OK}content-length: 2\r\n\r\nhi`,
      "hi",
    ],
    ["trailers", `${CHUNKED_HEAD}2\r\nhi\r\n0\r\nx-sum: 1\r\nx-other: 2\r\n\r\n`, "hi"],
    ["chunk extensions and capital sizes", `${CHUNKED_HEAD}A;name="a b";c\r\n0123456789\r\n000\r\n\r\n`, "0123456789"],
    ["a reason that is empty", "HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\nhi", "hi"],
    ["a length said twice alike", `${OK}content-length: 2\r\ncontent-length: 2\r\n\r\nhi`, "hi"],
    ["a coding in capitals", `${OK}Transfer-Encoding: CHUNKED\r\n\r\n2\r\nhi\r\n0\r\n\r\n`, "hi"],
  ];
  for (const [what, bytes, text] of whole) {
    test(`${name}.send() reads an answer with ${what}`, async () => {
      await exchange(create, (connection) => connection.write(bytes), async ({ sink }) => {
        await sink.over();
        assert.deepEqual([sink.said, sink.status, sink.text], [["head", "data", "end"], 200, text]);
      });
    });
  }

  test(`${name}.send() reads a body that the close of its connection ends`, async () => {
    for (const version of ["1.1", "1.0"]) {
      await exchange(create, async (connection) => {
        await connection.write(`HTTP/${version} 200 OK\r\n\r\nall of it`);
        connection.close();
      }, async ({ sink }) => {
        await sink.over();
        assert.deepEqual([sink.said, sink.text], [["head", "data", "end"], "all of it"]);
      });
    }
  });
}

function cutAnswers(name: string, create: CreateUpstream, keepsConnection: boolean): void {
  test(`${name}.send() reads an answer wherever it is cut`, async () => {
    const bytes = `HTTP/1.1 103 Early Hints\r\n\r\n${OK}transfer-encoding: chunked\r\n\r\n` +
      "3;a=b\r\none\r\n3\r\ntwo\r\n0\r\nx: y\r\n\r\n";
    let cut = 0;
    await exchange(create, async (connection) => {
      do {
        cut++;
        await connection.write(bytes.slice(0, cut));
        if (cut === bytes.length) continue;
        await turn();
        await connection.write(bytes.slice(cut));
      } while (await connection.next() !== null);
    }, async ({ sink, upstream, server }) => {
      await sink.over();
      while (cut < bytes.length) {
        const { text, said } = await sendAndHear(upstream, request(server.url));
        assert.deepEqual([said, text], [["head", "data", "end"], "onetwo"], `cut at ${cut}`);
      }
      if (keepsConnection) assert.equal(server.accepted, 1);
    });
  });
}

function brokenAnswers(name: string, create: CreateUpstream): void {
  const broken: [what: string, bytes: string, said: string[]][] = [
    ["a size that is no number", `${CHUNKED_HEAD}2\r\nhi\r\nxyz\r\n`, ["head", "data", "error"]],
    ["a chunk longer than its size", `${CHUNKED_HEAD}2\r\nhi!\r\n0\r\n\r\n`, ["head", "data", "error"]],
    ["a length that is no number", `${OK}content-length: many\r\n\r\nhi`, ["error"]],
    ["a length below zero", `${OK}content-length: -1\r\n\r\nhi`, ["error"]],
    ["random bytes", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", ["error"]],
    ["a head without a colon", `${OK}content-length 2\r\n\r\nhi`, ["error"]],
  ];
  for (const [what, bytes, said] of broken) {
    test(`${name}.send() reports ${what} as a fault`, async () => {
      await exchange(create, async (connection) => {
        await connection.write(bytes);
        connection.close();
      }, async ({ sink }) => {
        await sink.over();
        assert.deepEqual(withoutData(sink.said), withoutData(said));
        assert.match(sink.fault!.errorClass, /^(connection|malformed)$/);
      });
    });
  }
}

function refusedAnswers(name: string, create: CreateUpstream): void {
  const refused: [what: string, bytes: string][] = [
    ["a head that is too large", `${OK}x-large: ${"a".repeat(70_000)}\r\n\r\n`],
    ["a head without end", `${OK}${"x-more: of it\r\n".repeat(6_000)}`],
    ["interim answers without end", "HTTP/1.1 102 Processing\r\n\r\n".repeat(4_000)],
    ["lines that end in a bare line feed", "HTTP/1.1 200 OK\ncontent-length: 2\n\nhi"],
    ["a folded line", `${OK}x-folded: a\r\n b\r\ncontent-length: 2\r\n\r\nhi`],
    ["a blank before the colon", `${OK}content-length : 2\r\n\r\nhi`],
    ["a control character in a header", `${OK}x-a: a\x00b\r\ncontent-length: 2\r\n\r\nhi`],
    ["two different lengths", `${OK}content-length: 2\r\ncontent-length: 3\r\n\r\nhi!`],
    ["a transfer coding beside chunked", `${OK}transfer-encoding: gzip, chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`],
    ["another protocol, switched to unasked", "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n"],
    ["another version", "HTTP/2.0 200 OK\r\ncontent-length: 2\r\n\r\nhi"],
    ["a status that is none", "HTTP/1.1 999 What\r\ncontent-length: 2\r\n\r\nhi"],
  ];
  for (const [what, bytes] of refused) {
    test(`${name}.send() refuses ${what} as malformed`, async () => {
      await exchange(create, (connection) => connection.write(bytes), async ({ sink, closed }) => {
        await sink.over();
        assert.deepEqual([sink.said, sink.fault!.errorClass], [["error"], "malformed"]);
        await closed;
      });
    });
  }

  test(`${name}.send() reads chunks where a length stands too, and does not use the connection again`, async () => {
    const answer = `${OK}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`;
    await notUsedAgain(create, (connection) => connection.write(answer), "hi");
  });

  test(`${name}.send() does not use a connection again on which more came than was asked for`, async () => {
    await notUsedAgain(create, (connection) => connection.write(`${OK}content-length: 2\r\n\r\nhi${OK}`), "hi");
  });

  test(`${name}.send() does not use a connection again that the server means to close`, async () => {
    const answer = `${OK}content-length: 2\r\nconnection: x, Close\r\n\r\nhi`;
    await notUsedAgain(create, (connection) => connection.write(answer), "hi");
    await notUsedAgain(create, (connection) => connection.write(answer.replace("1.1", "1.0")), "hi");
  });
}

async function notUsedAgain(
  create: CreateUpstream,
  answer: (connection: RawConnection) => Promise<void>,
  text: string,
): Promise<void> {
  await exchange(create, answer, async ({ sink, upstream, server, closed }) => {
    await sink.over();
    assert.deepEqual([sink.said, sink.text], [["head", "data", "end"], text]);
    await closed;
    await sendAndHear(upstream, request(server.url));
    assert.equal(server.accepted, 2);
  });
}

/** What came before a fault may or may not be told. */
function withoutData(said: string[]): string[] {
  return said.filter((what) => what !== "data");
}

/** Lets what was written reach the other side by itself. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
