import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { lintSource } from "./lint_source.ts";

const findings = (path: string, specifier: string) =>
  lintSource("boundaries", path, `import { a } from "${specifier}";\nconsole.log(a);\n`);

test("boundaries refuses what the architecture forbids", () => {
  const forbidden: [path: string, specifier: string][] = [
    ["gateway/pipeline/plan.ts", "../../control-plane/routes/service.ts"],
    ["gateway/main.ts", "../console/main.ts"],
    ["gateway/records/shipper.ts", "../../prisma/generated/client.ts"],
    ["gateway/main.ts", "../start/main.ts"],
    ["gateway/main.ts", "../tools/migrate.ts"],
    ["gateway/main.ts", "../testing/test.ts"],
    ["gateway/main.ts", "./http/router_test.ts"],
    ["gateway/main.ts", "./testing/fake_upstream.ts"],
    ["shared/transport/redis/feed.ts", "../contract/feed_contract.ts"],
    ["control-plane/server.ts", "../gateway/http/router.ts"],
    ["control-plane/server.ts", "../console/main.ts"],
    ["console/main.ts", "../gateway/main.ts"],
    ["console/routes/index.tsx", "../../control-plane/main.ts"],
    ["console/main.ts", "../prisma/generated/client.ts"],
    ["prisma/embedded_postgres.ts", "../control-plane/config.ts"],
    ["shared/transport/redis/feed.ts", "../../../gateway/main.ts"],
    ["shared/vault/vault.ts", "../../deno.json"],
    ["shared/contracts/policy.ts", "../time/clock.ts"],
    ["shared/contracts/policy.ts", "node:crypto"],
    ["shared/contracts/policy.ts", "pg"],
    ["gateway/main.ts", "../../elsewhere/main.ts"],
  ];
  for (const [path, specifier] of forbidden) {
    assert.equal(findings(path, specifier).length, 1, `${path} imports ${specifier}`);
  }
});

test("boundaries allows what the architecture is made of", () => {
  const allowed: [path: string, specifier: string][] = [
    ["gateway/main.ts", "../shared/time/clock.ts"],
    ["gateway/http/router.ts", "../pipeline/pipeline.ts"],
    ["gateway/main.ts", "ioredis"],
    ["gateway/main.ts", "../deno.json"],
    ["control-plane/server.ts", "../prisma/generated/client.ts"],
    ["control-plane/server.ts", "../shared/vault/vault.ts"],
    ["console/main.ts", "../shared/contracts/headers.ts"],
    ["shared/vault/vault.ts", "node:crypto"],
    ["shared/transport/memory/feed.ts", "../../contracts/credential.ts"],
    ["shared/contracts/policy.ts", "zod"],
    ["shared/contracts/policy.ts", "./money.ts"],
    ["shared/contracts/policy_test.ts", "../../testing/test.ts"],
    ["shared/transport/config_feed_suite.ts", "../../testing/test.ts"],
    ["shared/transport/contract/feed_contract.ts", "../../../testing/test.ts"],
    ["shared/transport/redis/feed_test.ts", "../contract/feed_contract.ts"],
    ["gateway/pipeline/plan_test.ts", "../../control-plane/main.ts"],
    ["start/main.ts", "../gateway/main.ts"],
    ["start/main.ts", "../control-plane/main.ts"],
    ["testing/run.ts", "../prisma/embedded_postgres.ts"],
    ["e2e/main_job_test.ts", "../start/main.ts"],
    ["tools/migrate.ts", "../prisma/embedded_postgres.ts"],
    ["bench/gateway.ts", "../gateway/main.ts"],
  ];
  for (const [path, specifier] of allowed) {
    assert.deepEqual(findings(path, specifier), [], `${path} imports ${specifier}`);
  }
});

test("boundaries sees every way to name a module", () => {
  const target = "../control-plane/server.ts";
  const sources = [
    `import "${target}";`,
    `import type { A } from "${target}"; export type B = A;`,
    `export * from "${target}";`,
    `export { a } from "${target}";`,
    `export const a = await import("${target}");`,
    `export const a = await import(\`${target}\`);`,
    `export type A = import("${target}").A;`,
  ];
  for (const source of sources) {
    assert.equal(lintSource("boundaries", "gateway/main.ts", source).length, 1, source);
  }
  assert.deepEqual(lintSource("boundaries", "gateway/main.ts", `export const text = "${target}";`), []);
});

test("boundaries resolves the path that the linter gives as an absolute one", () => {
  const path = new URL("../../gateway/main.ts", import.meta.url).pathname;
  assert.equal(findings(path, "../control-plane/server.ts").length, 1);
  assert.deepEqual(findings(path, "../shared/time/clock.ts"), []);
});
