import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { foldersAtRun, type ModuleGraph } from "./prune_packages.ts";

const graph: ModuleGraph = {
  roots: ["file:///main.ts"],
  redirects: { "npm:zod@4": "npm:/zod@4.6.7" },
  modules: [
    { specifier: "file:///main.ts", dependencies: [code("file:///routes.ts"), {}, code("npm:zod@4")] },
    { specifier: "file:///routes.ts", dependencies: [code("npm:/client@1.0.0"), code("file:///main.ts")] },
    { specifier: "npm:/zod@4.6.7", npmPackage: "zod@4.6.7" },
    { specifier: "npm:/client@1.0.0", npmPackage: "client@1.0.0_prisma@7.0.0" },
    { specifier: "npm:/openai@7.0.0", npmPackage: "openai@7.0.0" },
  ],
  npmPackages: {
    "zod@4.6.7": installed("zod", "zod@4.6.7"),
    "client@1.0.0_prisma@7.0.0": installed("@a/client", "@a+client@1.0.0", [
      "prisma@7.0.0",
      "deep@1.0.0",
      "native-darwin@1.0.0",
    ]),
    "prisma@7.0.0": installed("prisma", "prisma@7.0.0", ["studio@1.0.0"]),
    "studio@1.0.0": installed("studio", "studio@1.0.0"),
    "deep@1.0.0": installed("deep", "deep@1.0.0", ["zod@4.6.7", "client@1.0.0_prisma@7.0.0"]),
    "native-darwin@1.0.0": { name: "native-darwin", dependencies: [] },
    "openai@7.0.0": installed("openai", "openai@7.0.0"),
  },
};

test("foldersAtRun() keeps what is loaded however deep, and neither types, nor builders, nor other platforms", () =>
  assert.deepEqual([...foldersAtRun(graph)].sort(), ["@a+client@1.0.0", "deep@1.0.0", "zod@4.6.7"]));

function code(specifier: string) {
  return { code: { specifier } };
}

function installed(name: string, folder: string, dependencies: string[] = []) {
  return { name, localPath: `/app/node_modules/.deno/${folder}/node_modules/${name}`, dependencies };
}
