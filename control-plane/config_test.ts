import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { readControlPlaneConfig } from "./config.ts";

const GOOD = {
  DATABASE_URL: "postgresql://u:p@localhost/db",
  PERPETUO_MASTER_KEYS: `k1:${btoa("0123456789abcdef0123456789abcdef")}`,
  AUTH_SECRET: "s".repeat(32),
};

test("readControlPlaneConfig() fills in defaults and takes empty for not set", () => {
  const read = readControlPlaneConfig({ ...GOOD, HOST: "", SIGNUP: " ", PUBLIC_CONSOLE_URL: "https://c.example.com/" });
  assert.ok(read.ok);
  assert.equal(read.config.host, "0.0.0.0");
  assert.equal(read.config.port, 4_000);
  assert.equal(read.config.signup, "invite");
  assert.equal(read.config.publicConsoleUrl, "https://c.example.com");
  assert.equal(read.config.redisUrl, null);
  assert.deepEqual([read.config.smtp, read.config.tokenDaysMax], [null, null]);
  assert.equal(read.config.introspection, true);
  assert.equal(read.config.graphiql, false);
  assert.equal(read.config.trustedProxies.includes("127.0.0.1"), false);
});

test("readControlPlaneConfig() names every problem and quotes no secret", () => {
  const read = readControlPlaneConfig({
    DATABASE_URL: "mysql://root:hunter2@localhost/db",
    AUTH_SECRET: "short-secret",
    CONTROL_PLANE_PORT: "70000",
    SIGNUP: "maybe",
    TRUSTED_PROXIES: "localhost",
    PUBLIC_CONSOLE_URL: "console",
    LOG_RETENTION_DAYS: "ten",
    SMTP_URL: "https://mailer:hunter2@example.com",
    TOKEN_DAYS_MAX: "0",
  });
  assert.ok(!read.ok);
  const text = read.problems.join("\n");
  for (
    const name of [
      "DATABASE_URL",
      "AUTH_SECRET",
      "CONTROL_PLANE_PORT",
      "SIGNUP",
      "TRUSTED_PROXIES",
      "PUBLIC_CONSOLE_URL",
      "LOG_RETENTION_DAYS",
      "SMTP_URL",
      "SMTP_FROM",
      "TOKEN_DAYS_MAX",
      "PERPETUO_MASTER_KEYS",
    ]
  ) {
    assert.match(text, new RegExp(`^${name}: `, "m"));
  }
  assert.doesNotMatch(text, /hunter2|short-secret/);
});
