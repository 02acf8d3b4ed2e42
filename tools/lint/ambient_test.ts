import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { lintSource } from "./lint_source.ts";

const findings = (source: string, path = "gateway/pipeline/admit.ts") => lintSource("ambient", path, source);

test("ambient refuses time, randomness, environment and network in the code between", () => {
  const forbidden = [
    `const a = Deno.env.get("HOME");`,
    `const a = Deno["env"];`,
    `const a = globalThis.Deno.env;`,
    `const { env } = Deno;`,
    `const a = process.env.HOME;`,
    `const a = Date.now();`,
    `const f = Date.now;`,
    `const a = new Date();`,
    `const a = new globalThis.Date();`,
    `const a = Math.random();`,
    `const { random } = Math;`,
    `fetch("http://a");`,
    `const a = globalThis.fetch;`,
    `const { fetch: f } = globalThis;`,
    `const a = { fetch };`,
    `const a = { get: fetch };`,
    `const f = fetch;`,
    `call(fetch);`,
    `function f(get = fetch) { get(); }`,
    `class A { #get = fetch; }`,
    `const f = given ?? fetch;`,
  ];
  for (const source of forbidden) assert.equal(findings(source).length, 1, source);
});

test("ambient allows what only looks like it", () => {
  const allowed = [
    `const a = clock.now();`,
    `const a = new Date(ms);`,
    `const a = Date.UTC(2026, 0, 1);`,
    `const a = upstream.fetch("x");`,
    `const a = { fetch: 1 };`,
    `interface A { fetch: typeof fetch }`,
    `function f({ fetch }: A) { return fetch("x"); }`,
    `function f(fetch: A) { return { fetch }; }`,
    `class A { fetch() {} }`,
    `import { fetch } from "./x.ts"; fetch();`,
    `const a = crypto.randomUUID();`,
    `const a = process.argv;`,
  ];
  for (const source of allowed) assert.deepEqual(findings(source), [], source);
});

test("ambient allows everything where the parts are wired, and in tests and tools", () => {
  const source = `export const a = [Deno.env, Date.now(), new Date(), Math.random(), fetch("x")];`;
  const places = [
    "gateway/main.ts",
    "control-plane/config.ts",
    "console/dependencies.ts",
    "console/vite.config.ts",
    "shared/time/clock.ts",
    "start/banner.ts",
    "tools/ok.ts",
    "testing/run.ts",
    "bench/gateway.ts",
    "e2e/main_job_test.ts",
    "gateway/pipeline/admit_test.ts",
  ];
  for (const place of places) assert.deepEqual(findings(source, place), [], place);
});

test("ambient allows fetch, and fetch alone, in the upstream that is made of it", () => {
  const path = "gateway/upstream/fetch_upstream.ts";
  assert.deepEqual(findings(`export const a = [fetch("x"), globalThis.fetch];`, path), []);
  assert.equal(findings(`export const a = Date.now();`, path).length, 1);
});
