import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { openDataDirectory } from "./data_directory.ts";
import { StartFault } from "./start_fault.ts";

async function inTemporaryDirectory(run: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    await run(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

test("openDataDirectory() makes the directory, whose contents only its owner can list", () =>
  inTemporaryDirectory(async (path) => {
    const directory = await openDataDirectory(`${path}/a/b`);
    const { mode } = await Deno.stat(directory.path);
    assert.equal(mode! & 0o777, 0o711);
    directory.release();
  }));

test("openDataDirectory() names the holder when the directory is in use, and takes it once it is free", () =>
  inTemporaryDirectory(async (path) => {
    const first = await openDataDirectory(path);
    await assert.rejects(openDataDirectory(path), (error: Error) => {
      assert.ok(error instanceof StartFault);
      assert.match(error.message, new RegExp(`in use by another Perpetuo process \\(process ${Deno.pid}\\)`));
      return true;
    });
    first.release();
    (await openDataDirectory(path)).release();
  }));

test("openDataDirectory() says in one sentence that a path cannot be a directory", () =>
  inTemporaryDirectory(async (path) => {
    await Deno.writeTextFile(`${path}/file`, "");
    await assert.rejects(openDataDirectory(`${path}/file`), /cannot be written to \(not a directory\)/);
    await assert.rejects(openDataDirectory(`${path}/file/below`), /cannot be written to \(not a directory\)/);
  }));
