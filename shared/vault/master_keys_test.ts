import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { test } from "../../testing/test.ts";
import { masterKeysSchema } from "./master_keys.ts";

const first = randomBytes(32).toString("base64");
const second = randomBytes(32).toString("base64");

test("masterKeysSchema reads several keys in order, with spaces, base64url and without padding", () => {
  const urlSafe = Buffer.from(second, "base64").toString("base64url");
  for (const spec of [`k2:${first},k1:${second}`, ` k2:${first} , k1:${urlSafe} `]) {
    assert.deepEqual(masterKeysSchema.parse(spec).map((key) => key.id), ["k2", "k1"]);
  }
});

test("masterKeysSchema says what is wrong with every entry, and never what it holds", () => {
  const short = randomBytes(16).toString("base64");
  const cases: [spec: string, problem: RegExp][] = [
    ["", /no master key is given/],
    ["   ", /no master key is given/],
    [`k1:${first},`, /master key 2 is empty/],
    [first, /master key 1 has no colon/],
    [`:${first}`, /master key 1 has a wrong id/],
    [`${first}:k1`, /master key 1 has a wrong id/],
    [`key number one:${first}`, /master key 1 has a wrong id/],
    ["k1:", /master key 1 has an id but no key/],
    [`k1:${first.slice(0, -4)}*===`, /master key 1 is not base64/],
    [`k1:${short}`, /master key 1 is 16 bytes long: exactly 32 are needed/],
    [`k1:${first}${first}`, /is not base64|bytes long/],
    [`k1:${first},k1:${second}`, /master key 2 has the same id as an earlier one/],
    [`k2:${first},k1:${first}`, /master key 2 is the same key as an earlier one/],
  ];
  for (const [spec, problem] of cases) {
    const result = masterKeysSchema.safeParse(spec);
    assert.ok(!result.success, problem.source);
    const message = result.error.message;
    assert.match(message, problem);
    for (const secret of [first, second, short]) assert.ok(!message.includes(secret.slice(0, 8)), problem.source);
  }
});

test("masterKeysSchema reports all problems at once, in the middle of an environment's schema too", () => {
  const environment = z.object({ PERPETUO_MASTER_KEYS: masterKeysSchema, PORT: z.string() });
  const result = environment.safeParse({ PERPETUO_MASTER_KEYS: "k1:,nothing" });
  assert.deepEqual(result.error?.issues.map((issue) => issue.path[0]), [
    "PERPETUO_MASTER_KEYS",
    "PERPETUO_MASTER_KEYS",
    "PORT",
  ]);
  assert.ok(!JSON.stringify(result.error).includes("nothing"));
});

test("masterKeysSchema gives keys that do not show themselves when they are logged", () => {
  const keys = masterKeysSchema.parse(`k1:${first}`);
  const shown = Deno.inspect(keys, { showHidden: true, depth: 10 }) + JSON.stringify(keys);
  const bytes = Buffer.from(first, "base64");
  for (const secret of [first, bytes.toString("hex"), [...bytes].slice(0, 4).join(", ")]) {
    assert.ok(!shown.includes(secret));
  }
});
