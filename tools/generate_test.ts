import assert from "node:assert/strict";
import { dirname } from "node:path";
import { test } from "../testing/test.ts";
import { ensureGenerated } from "./generate.ts";
import { repositoryPath } from "./repository.ts";

test("ensureGenerated() costs next to nothing when all is up to date", async () => {
  await ensureGenerated();
  const startedAt = performance.now();
  assert.equal(await ensureGenerated(), "current");
  const tookMs = performance.now() - startedAt;
  // Making anything takes seconds.
  assert.ok(tookMs < 500, `${tookMs} ms`);
});

test("generate makes the client where no deno is on PATH, and again only when the schema changes", async () => {
  await using clone = await cloneOf(["deno.json", "deno.lock", "prisma.config.ts", "prisma/schema.prisma"], [
    "prisma/engine",
    "tools",
  ]);
  const generate = (...args: string[]) => runIn(clone.path, ["tools/generate.ts", ...args]);

  assert.equal((await generate("--check")).code, 1);
  const first = await generate();
  assert.equal(first.code, 0, first.output);
  assert.match(first.output, /^Generating the database client$/m);
  for (const file of ["client/client.ts", "pothos_types.ts"]) {
    assert.ok((await Deno.stat(`${clone.path}/prisma/generated/${file}`)).isFile);
  }
  assert.equal((await generate("--check")).code, 0);
  assert.match((await generate()).output, /up to date/);

  await Deno.writeTextFile(`${clone.path}/prisma/schema.prisma`, "\nmodel Broken {\n", { append: true });
  assert.equal((await generate("--check")).code, 1);
  const broken = await generate();
  assert.equal(broken.code, 1);
  assert.match(broken.output, /prisma generate failed:[^]*schema\.prisma/);
  assert.equal((await generate("--check")).code, 1);
});

/** A part of this repository in a directory of its own. */
async function cloneOf(files: string[], folders: string[]): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  const inFolders = folders.flatMap((folder) =>
    [...Deno.readDirSync(repositoryPath(folder))].filter((entry) => entry.isFile).map(({ name }) => `${folder}/${name}`)
  );
  for (const file of [...files, ...inFolders]) {
    await Deno.mkdir(dirname(`${path}/${file}`), { recursive: true });
    await Deno.copyFile(repositoryPath(file), `${path}/${file}`);
  }
  await Deno.symlink(repositoryPath("node_modules"), `${path}/node_modules`);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function runIn(cwd: string, args: string[]): Promise<{ code: number; output: string }> {
  // An empty PATH but for what the system itself needs.
  const env = { PATH: "/usr/bin:/bin" };
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", ...args], cwd, env })
    .output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}
