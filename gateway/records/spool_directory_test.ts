import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { SpoolDirectory } from "./spool_directory.ts";
import { inTemporaryDirectory } from "./testing/temporary_directory.ts";

test("SpoolDirectory.takeOver() answers null while the directory's process lives, and takes it afterwards", () =>
  inTemporaryDirectory(async (root) => {
    const living = await SpoolDirectory.create(root, "a-1");
    assert.equal(await SpoolDirectory.takeOver(root, "a-1"), null);
    living.release();
    const taken = await SpoolDirectory.takeOver(root, "a-1");
    assert.ok(taken !== null);
    assert.equal(await SpoolDirectory.takeOver(root, "a-1"), null);
    await taken.remove();
    assert.equal(await SpoolDirectory.takeOver(root, "a-1"), null);
    assert.deepEqual(await SpoolDirectory.instances(root), []);
  }));

test("SpoolDirectory() lets only its owner read what it makes", () =>
  inTemporaryDirectory(async (root) => {
    const directory = await SpoolDirectory.create(`${root}/spool`, "a-1");
    assert.equal((await Deno.stat(directory.path)).mode! & 0o777, 0o700);
    assert.equal((await Deno.stat(`${directory.path}/lock`)).mode! & 0o777, 0o600);
    await directory.remove();
  }));

test("SpoolDirectory() lists segments by number and passes over what is none", () =>
  inTemporaryDirectory(async (root) => {
    const directory = await SpoolDirectory.create(root, "a-1");
    for (const number of [10, 2, 100_000_000]) {
      await Deno.writeTextFile(directory.segmentPath(number), "x".repeat(number % 7));
    }
    await Deno.writeTextFile(`${directory.path}/notes.txt`, "");
    assert.deepEqual((await directory.segments()).map(({ number, bytes }) => [number, bytes]), [[2, 2], [10, 3], [
      100_000_000,
      100_000_000 % 7,
    ]]);
    directory.release();
  }));

test("SpoolDirectory.instances() answers none without a root, and passes over names that no instance has", () =>
  inTemporaryDirectory(async (root) => {
    assert.deepEqual(await SpoolDirectory.instances(`${root}/none`), []);
    await Deno.mkdir(`${root}/Not An Instance`);
    await Deno.writeTextFile(`${root}/file`, "");
    assert.deepEqual(await SpoolDirectory.instances(root), []);
  }));
