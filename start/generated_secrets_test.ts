import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { generatedSecrets } from "./generated_secrets.ts";
import { StartFault } from "./start_fault.ts";

test("generatedSecrets() makes them once, readable by their owner alone, and gives the same ever after", async () => {
  const path = await Deno.makeTempDir();
  const made = await generatedSecrets(path);
  assert.deepEqual(await generatedSecrets(path), made);
  assert.equal((await Deno.stat(`${path}/secrets.json`)).mode! & 0o777, 0o600);
  assert.equal(new Set(Object.values(made)).size, 3);
  await Deno.remove(path, { recursive: true });
});

test("generatedSecrets() never replaces a damaged file, and does not show what is in it", async () => {
  const path = await Deno.makeTempDir();
  for (const damaged of ['{"masterKeys": "k1:c2VjcmV0', "{}", ""]) {
    await Deno.writeTextFile(`${path}/secrets.json`, damaged);
    await assert.rejects(generatedSecrets(path), (error: Error) => {
      assert.ok(error instanceof StartFault);
      assert.doesNotMatch(error.message, /c2VjcmV0/);
      return true;
    });
    assert.equal(await Deno.readTextFile(`${path}/secrets.json`), damaged);
  }
  await Deno.remove(path, { recursive: true });
});
