import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { test } from "../../testing/test.ts";
import { repositoryPath, resolveSpecifier } from "./repository_path.ts";

test("repositoryPath() gives one path for every way to name a file", () => {
  const url = new URL("../../gateway/http/router.ts", import.meta.url);
  const names = [url.href, fileURLToPath(url), "gateway/http/router.ts", "./gateway/pipeline/../http/router.ts"];
  for (const name of names) assert.equal(repositoryPath(name), "gateway/http/router.ts", name);
});

test("repositoryPath() gives null for a file outside the repository", () => {
  for (const name of ["../elsewhere/a.ts", "/nowhere/a.ts", "file:///nowhere/a.ts"]) {
    assert.equal(repositoryPath(name), null, name);
  }
});

test("resolveSpecifier() tells files, packages and strangers apart", () => {
  const cases: [string, unknown][] = [
    ["./plan.ts", { kind: "file", path: "gateway/pipeline/plan.ts" }],
    ["../../shared/time/clock.ts", { kind: "file", path: "shared/time/clock.ts" }],
    ["../../../elsewhere.ts", { kind: "outside" }],
    ["/nowhere/a.ts", { kind: "outside" }],
    ["zod", { kind: "package", name: "zod" }],
    ["zod/v4", { kind: "package", name: "zod" }],
    ["@prisma/client/runtime/client", { kind: "package", name: "@prisma/client" }],
    ["npm:@scope/name/deep", { kind: "package", name: "@scope/name" }],
    ["node:fs/promises", { kind: "package", name: "node:fs" }],
  ];
  for (const [specifier, expected] of cases) {
    assert.deepEqual(resolveSpecifier("gateway/pipeline/pipeline.ts", specifier), expected, specifier);
  }
});
