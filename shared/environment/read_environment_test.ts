import assert from "node:assert/strict";
import { z } from "zod";
import { test } from "../../testing/test.ts";
import {
  dataDirectory,
  flag,
  host,
  httpUrl,
  list,
  port,
  redisUrl,
  sharedSecret,
  wholeNumber,
} from "./environment_fields.ts";
import { readEnvironment } from "./read_environment.ts";

const schema = z.object({
  HOST: host(),
  PORT: port(8787),
  PUBLIC_URL: httpUrl().optional(),
  REDIS_URL: redisUrl(),
  SECRET: sharedSecret().optional(),
  TRUSTED: list(),
  QUIET: flag(false),
  BYTES: wholeNumber({ min: 1, max: 1_000_000_000, fallback: 5 }),
  DIRECTORY: dataDirectory(),
});

test("readEnvironment() fills in what is not set or blank", () => {
  const reading = readEnvironment(schema, { REDIS_URL: " redis://localhost:6379 ", PORT: "", PUBLIC_URL: "  " });
  assert.deepEqual(reading, {
    ok: true,
    value: {
      HOST: "0.0.0.0",
      PORT: 8787,
      REDIS_URL: "redis://localhost:6379",
      TRUSTED: [],
      QUIET: false,
      BYTES: 5,
      DIRECTORY: ".perpetuo",
    },
  });
});

test("readEnvironment() reads every kind of field", () => {
  const reading = readEnvironment(schema, {
    HOST: "127.0.0.1",
    PORT: "0",
    PUBLIC_URL: "https://ai.example.com/",
    REDIS_URL: "rediss://:password@cache/1",
    TRUSTED: "10.0.0.0/8, ::1,",
    QUIET: "Yes",
    BYTES: "32_000_000",
    DIRECTORY: "/var/lib/perpetuo/",
  });
  assert.ok(reading.ok);
  assert.equal(reading.value.PORT, 0);
  assert.equal(reading.value.PUBLIC_URL, "https://ai.example.com");
  assert.deepEqual(reading.value.TRUSTED, ["10.0.0.0/8", "::1"]);
  assert.equal(reading.value.QUIET, true);
  assert.equal(reading.value.BYTES, 32_000_000);
});

test("readEnvironment() tells every problem at once, and no value", () => {
  const reading = readEnvironment(schema, {
    PORT: "99999",
    PUBLIC_URL: "ftp://hidden-value",
    SECRET: "hidden-value",
    QUIET: "hidden-value",
    BYTES: "0",
  });
  assert.ok(!reading.ok);
  assert.deepEqual(reading.problems, [
    "PORT: expected a port from 0 to 65535.",
    "PUBLIC_URL: expected a URL such as https://example.com.",
    "REDIS_URL is not set.",
    "SECRET: expected a secret of at least 32 characters.",
    "QUIET: expected true or false.",
    "BYTES: expected a whole number from 1 to 1000000000.",
  ]);
});

test("redisUrl() reads every form of a Redis URL, and says what is wrong with one without repeating it", () => {
  const read = (text: string) => readEnvironment(z.object({ REDIS_URL: redisUrl() }), { REDIS_URL: text });
  for (const text of ["redis+cluster://h1,h2:7000", "redis+sentinel://h1,h2/main/0", "rediss://:p@host/1"]) {
    assert.deepEqual(read(text), { ok: true, value: { REDIS_URL: text } });
  }
  const refused = read("redis://:hidden-value@h1,h2");
  assert.match(refused.ok ? "" : refused.problems.join(), /^REDIS_URL: names several hosts, .*redis\+cluster:\/\/host/);
  assert.doesNotMatch(JSON.stringify(refused), /hidden/);
});
