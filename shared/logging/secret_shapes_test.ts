import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { createSecretToken } from "../identifiers/secret_token.ts";
import { ManualClock } from "../time/manual_clock.ts";
import { JsonLinesLogger } from "./json_lines_logger.ts";

/** What must not be read in a log, and the text around it as it could come from a provider, a library or a client. */
const SHAPES: readonly (readonly [secret: string, text: string])[] = [
  ...(["ppk", "ppt"] as const).map((prefix): [string, string] => {
    const { token, secret } = createSecretToken(prefix);
    return [secret, `refused ${token}`];
  }),
  ["abc123DEF456ghi", "Incorrect API key provided: sk-proj-abc123DEF456ghi."],
  ["api03abcdefghijk", "x-api-key sk-ant-api03abcdefghijk"],
  ["SyA1234567890abcdefghijklmnopq", "key AIzaSyA1234567890abcdefghijklmnopq"],
  ["IOSFODNN7EXAMPLE", ["AKIA", "IOSFODNN7EXAMPLE"].join("")],
  ["wJalrXUtnFEMIbPxRfiCY", "aws secret=wJalrXUtnFEMIbPxRfiCY"],
  ["abcdefghijklmnop0123456789", ["gh", "p_abcdefghijklmnop0123456789"].join("")],
  ["11ABCDEFG0abcdefgh", ["github", "_pat_11ABCDEFG0abcdefgh"].join("")],
  ["123456-abcdefghij", ["xo", "xb-123456-abcdefghij"].join("")],
  ["a0AfH6SMBx-long", "token ya29.a0AfH6SMBx-long"],
  ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
  ["eyJzdWIiOiIxIn0", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.signature"],
  ["abcdef123456", "authorization: Bearer abcdef123456"],
  ["dXNlcjpwYXNz", "proxy-authorization: Basic dXNlcjpwYXNz"],
  ["hunter2hunter2", "connect postgresql://perpetuo:hunter2hunter2@db:5432/perpetuo"],
  ["p@ss4word", "redis://:p@ss4word@cache:6379 refused"],
  ["p@ss4word", "redis+cluster://user:p@ss4word@h1:6379,h2:6379/ refused"],
  ["hunter2hunter2", "rediss+sentinel://h1:26379,h2/main/0?sentinel_password=hunter2hunter2 refused"],
  ["c2VjcmV0c2VjcmV0", "GET https://api.example.com/v1/models?key=c2VjcmV0c2VjcmV0"],
  ["hunter2000", 'password="hunter2000" is wrong'],
  ["hunter3000", "Password: hunter3000"],
  ["abcd1234abcd", '{"api_key":"abcd1234abcd"}'],
  ["MIIEvQIBADANBg", pem("PRIVATE KEY", "MIIEvQIBADANBg")],
  ["MIIEpAIBAAKCAQ", pem("RSA PRIVATE KEY", "MIIEpAIBAAKCAQ").slice(0, -20)],
];

function pem(kind: string, content: string): string {
  return `-----BEGIN ${kind}-----\n${content}\n-----END ${kind}-----`;
}

test("JsonLinesLogger() lets no secret of any shape through, wherever in an event it is", () => {
  let line = "";
  const logger = new JsonLinesLogger({ write: (text) => line = text, clock: new ManualClock(0) });
  for (const [secret, text] of SHAPES) {
    const places: Record<string, unknown>[] = [
      { text },
      { list: [[text]] },
      { deep: { map: new Map([["a", text]]), set: new Set([text]) } },
      { error: new Error(text, { cause: new TypeError(text) }) },
      { error: new AggregateError([new Error(text)], "several") },
      { [text]: 1 },
      { before: `${"x ".repeat(500)}${text}` },
      { password: secret, nested: { "x-api-key": [secret], authorization: { secret } } },
    ];
    for (const fields of places) {
      logger.error("event", fields);
      JSON.parse(line);
      assert.ok(!line.includes(secret), `${secret} is in ${line}`);
    }
  }
});

test("JsonLinesLogger() writes nothing below its level", () => {
  for (const [level, told] of [["info", 3], ["warn", 2], ["error", 1]] as const) {
    const lines: string[] = [];
    const logger = new JsonLinesLogger({ write: (text) => lines.push(text), clock: new ManualClock(0), level });
    logger.info("a");
    logger.warn("b");
    logger.error("c");
    assert.equal(lines.length, told);
  }
});
