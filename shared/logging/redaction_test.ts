import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { createSecretToken } from "../identifiers/secret_token.ts";
import { redactFields, redactText } from "./redaction.ts";

const key = "ppk_abcdefghijkl_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG";

test("redactText() takes out every form of secret that passes through here", () => {
  const table: [text: string, redacted: string][] = [
    [`key ${key} is bad`, "key ppk_abcdefghijkl_[redacted] is bad"],
    [key.replace("ppk", "ppt"), "ppt_abcdefghijkl_[redacted]"],
    ["ppk_malformed_secret", "[redacted]"],
    ["Incorrect API key provided: sk-proj-abc123_DEF-456xyz.", "Incorrect API key provided: [redacted]."],
    ["Incorrect API key provided: sk-1234*********cdef.", "Incorrect API key provided: [redacted]."],
    ["sk-ant-api03-abcdefghijk", "[redacted]"],
    ["gsk_abcdefghijk and hf_abcdefghijk", "[redacted] and [redacted]"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig", "[redacted]"],
    [["AKIA", "IOSFODNN7EXAMPLE"].join(""), "[redacted]"],
    ["AIzaSyA1234567890abcdefghijklmnopqrstuv", "[redacted]"],
    ["Authorization: Bearer abcdef123456", "Authorization: Bearer [redacted]"],
    ["authorization=basic dXNlcjpwYXNz", "authorization=basic [redacted]"],
    ["redis://user:pass@cache:6379/0", "redis://[redacted]@cache:6379/0"],
    ["redis://:p@ss@cache:6379", "redis://[redacted]@cache:6379"],
    ["GET https://api.example.com/v1?key=abc&x=1 failed", "GET https://api.example.com/v1?[redacted] failed"],
    ["https://u:p@host/a?b=c#d", "https://[redacted]@host/a?[redacted]"],
    ["task-1234567890 and risk-assessment are words", "task-1234567890 and risk-assessment are words"],
    ["https://host/path", "https://host/path"],
  ];
  for (const [text, redacted] of table) assert.equal(redactText(text), redacted, text);
});

test("redactText() leaves nothing of any key that this product makes", () => {
  for (const prefix of ["ppk", "ppt"] as const) {
    for (let round = 0; round < 200; round++) {
      const { token, secret, id } = createSecretToken(prefix);
      const redacted = redactText(`{"key":"${token}","url":"http://h/?k=${token}"} ${token}`);
      assert.ok(!redacted.includes(secret));
      assert.ok(redacted.includes(id));
    }
  }
});

test("redactText() is done in time that grows with its bound alone", () => {
  const started = performance.now();
  for (const hostile of ["a://".repeat(50_000), "sk-".repeat(50_000), "ppk_".repeat(50_000), "a:".repeat(50_000)]) {
    assert.ok(redactText(hostile).length <= 2_001 + 4_000);
  }
  assert.ok(performance.now() - started < 500);
});

test("redactFields() hides what stands under a name that tells of a secret", () => {
  const redacted = redactFields({
    authorization: "x",
    "x-api-key": "x",
    apiKey: { nested: "x" },
    INTERNAL_SECRET: "x",
    password: 5,
    accessToken: ["x"],
    PERPETUO_MASTER_KEYS: "k1:x",
    "set-cookie": "x",
  });
  assert.deepEqual(new Set(Object.values(redacted)), new Set(["[redacted]"]));
});

test("redactFields() keeps what only sounds like a secret", () => {
  const fields = { tokens: 5, apiKeyId: "id", estimatedTokens: 7, maxTokens: 8, hasSecret: true, keyVersion: 1 };
  assert.deepEqual(redactFields(fields), fields);
});

test("redactFields() reaches into errors, lists and depths, and ends at cycles", () => {
  const cycle: Record<string, unknown> = { secret: "x" };
  cycle.again = cycle;
  const error = new Error(`refused ${key}`, { cause: new Error(`because ${key}`) });
  const text = JSON.stringify(
    redactFields({
      error,
      list: [{ token: "hidden-one" }],
      cycle,
      big: 1n,
      map: new Map([["password", "hidden-two"]]),
    }),
  );
  assert.ok(!text.includes("AbCdEf") && !text.includes("hidden"));
  assert.match(text, /too deep/);
  assert.match(text, /"big":"1"/);
});
