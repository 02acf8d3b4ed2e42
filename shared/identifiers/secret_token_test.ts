import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { createSecretToken, parseSecretToken, sha256Hex } from "./secret_token.ts";

const id = "abcdefghij01";

test("createSecretToken() makes a token that parseSecretToken() takes apart again", () => {
  for (const prefix of ["ppk", "ppt"] as const) {
    const made = createSecretToken(prefix);
    assert.match(made.token, new RegExp(`^${prefix}_[a-z0-9]{12}_[A-Za-z0-9]{43}$`));
    assert.deepEqual(parseSecretToken(made.token), made);
  }
});

test("createSecretToken() never makes the same token twice", () => {
  const tokens = new Set(Array.from({ length: 1_000 }, () => createSecretToken("ppk").token));
  assert.equal(tokens.size, 1_000);
});

test("createSecretToken() skips bytes that would favour some characters", () => {
  let next = 246;
  const countUp = (bytes: Uint8Array) => bytes.forEach((_, index) => bytes[index] = next++ % 256);
  const made = createSecretToken("ppk", countUp);
  // 252 to 255 lie past 7 × 36: the id takes 246 to 251 and goes on with 0.
  assert.equal(made.id, "456789abcdef");
});

test("parseSecretToken() accepts secrets of 32 to 256 characters", () => {
  for (const length of [32, 43, 256]) {
    assert.equal(parseSecretToken(`ppk_${id}_${"s".repeat(length)}`)?.secret.length, length);
  }
});

test("parseSecretToken() gives null for everything else", () => {
  const secret = "s".repeat(43);
  const malformed = [
    "",
    "ppk",
    `ppx_${id}_${secret}`,
    `ppk_${id}_${"s".repeat(31)}`,
    `ppk_${id}_${"s".repeat(257)}`,
    `ppk_${id.toUpperCase()}_${secret}`,
    `ppk_${id}x_${secret}`,
    `ppk_${id}_${secret}\n`,
    ` ppk_${id}_${secret}`,
    `ppk_${id}_${secret}-`,
    `PPK_${id}_${secret}`,
  ];
  for (const text of malformed) assert.equal(parseSecretToken(text), null, JSON.stringify(text));
});

test("sha256Hex() hashes the whole token", () => {
  assert.equal(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
