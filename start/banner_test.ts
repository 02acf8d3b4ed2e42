import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { banner, type BannerFacts } from "./banner.ts";

const facts: BannerFacts = {
  consoleUrl: "http://localhost:3000",
  gatewayUrl: "http://localhost:8787",
  graphqlUrl: "http://localhost:4000/graphql",
  dataDirectory: "/data",
  database: "embedded Postgres",
  transport: "in-memory transport",
  seeded: { email: "owner@perpetuo.local", password: "pass-word", apiKey: "ppk_x_y", model: "default", notices: ["N"] },
  email: "owner@perpetuo.local",
  startedInMs: 1234,
};

test("banner() shows the sign-in, the key and a whole curl line after the first start", () => {
  const text = banner(facts);
  assert.match(text, /Perpetuo is up \(1\.2 s\)/);
  assert.match(text, /owner@perpetuo\.local \/ pass-word/);
  assert.match(text, /curl http:\/\/localhost:8787\/v1\/chat\/completions \\\n +-H 'authorization: Bearer ppk_x_y'/);
  assert.match(text, /Note: N/);
});

test("banner() shows no secret that was given in the environment, and none after the first start", () => {
  const given = banner({ ...facts, seeded: { ...facts.seeded!, password: null, apiKey: null } });
  assert.match(given, /the password in PERPETUO_ADMIN_PASSWORD/);
  assert.match(given, /Bearer \$PERPETUO_API_KEY/);
  const later = banner({ ...facts, seeded: null });
  assert.match(later, /the password was shown at the first start/);
  assert.doesNotMatch(later, /pass-word|ppk_x_y/);
});
