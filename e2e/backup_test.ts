import assert from "node:assert/strict";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { openDatabase } from "../control-plane/database.ts";
import { startControlPlane } from "../control-plane/control_plane.ts";
import { collectingLogger, MASTER_KEYS, testConfig } from "../control-plane/testing/test_control_plane.ts";
import { readGatewayConfig } from "../gateway/config.ts";
import { startGateway } from "../gateway/gateway.ts";
import { systemClock } from "../shared/time/clock.ts";
import { memoryTransport } from "../shared/transport/memory/memory_transport.ts";
import { eventually } from "../testing/eventually.ts";
import { withDatabase } from "../testing/services.ts";
import { test } from "../testing/test.ts";
import { backupDatabase } from "../tools/backup/backup_database.ts";
import { restoreDatabase, RestoreFault } from "../tools/backup/restore_database.ts";
import { SEEDED } from "./stack.ts";

const clock = systemClock;

test("a backup restored into an empty installation answers with its old API keys and has its old records", async (t) => {
  const home = await Deno.makeTempDir();
  await using undo = new AsyncDisposableStack();
  undo.defer(() => Deno.remove(home, { recursive: true }));
  const directory = join(home, "backup");
  let requestId = "";
  {
    await using old = await withDatabase();
    await using installation = await startInstallation(old.url, join(home, "old"));
    requestId = await installation.ask();
    await eventually(() => isRecorded(old.url, requestId), { timeoutMs: 20_000 });
    // While it runs, as it is made in production.
    await backupDatabase({ databaseUrl: old.url, directory, masterKeys: MASTER_KEYS, clock });
    assert.equal((await Deno.stat(join(directory, "master_keys"))).mode! & 0o777, 0o600);
    await assert.rejects(restoreDatabase({ databaseUrl: old.url, directory, clock }), RestoreFault);
  }
  await using fresh = await withDatabase();

  await t.step("restoreDatabase() takes nothing of a backup that was altered", async () => {
    const altered = join(home, "altered");
    await Deno.mkdir(altered);
    await Deno.copyFile(join(directory, "database.jsonl.gz"), join(altered, "database.jsonl.gz"));
    const manifest = await Deno.readTextFile(join(directory, "manifest.json"));
    await Deno.writeTextFile(
      join(altered, "manifest.json"),
      manifest.replace(/"sha256": "\w+"/, `"sha256": "${"0".repeat(64)}"`),
    );
    await assert.rejects(restoreDatabase({ databaseUrl: fresh.url, directory: altered, clock }), RestoreFault);
    assert.equal(await isRecorded(fresh.url, requestId), false);
  });

  await t.step("restoreDatabase() brings every row back, and a new epoch of the feed", async () => {
    await restoreDatabase({ databaseUrl: fresh.url, directory, clock });
    const again = join(home, "again");
    await backupDatabase({ databaseUrl: fresh.url, directory: again, masterKeys: null, clock });
    const [before, after] = [await rowsOf(directory), await rowsOf(again)];
    assert.equal(after.size, before.size);
    const changed = [...after].filter((row) => !before.has(row));
    assert.deepEqual(changed.map((row) => "canaryMasterKeyId" in JSON.parse(row)), [true], changed.join("\n"));
  });

  await t.step("the restored installation publishes anew, answers, and records", async () => {
    await using installation = await startInstallation(fresh.url, join(home, "fresh"));
    const next = await installation.ask();
    await eventually(() => isRecorded(fresh.url, next), { timeoutMs: 20_000 });
    assert.equal(await isRecorded(fresh.url, requestId), true);
  });
});

/** A control plane and a gateway on a transport that knows nothing yet, as after the loss of everything. */
async function startInstallation(databaseUrl: string, dataDirectory: string) {
  await using undo = new AsyncDisposableStack();
  const transport = memoryTransport({ clock });
  undo.defer(() => transport.close());
  const logger = collectingLogger([]);
  const config = testConfig(databaseUrl, { PERPETUO_API_KEY: SEEDED.apiKey });
  const controlPlane = await startControlPlane({ config, transport, logger, instance: "control-plane-backup" });
  undo.defer(() => controlPlane.stop());
  await controlPlane.feedReady;
  const read = readGatewayConfig({
    HOST: "127.0.0.1",
    GATEWAY_PORT: "0",
    PERPETUO_DATA_DIR: dataDirectory,
    PERPETUO_MASTER_KEYS: MASTER_KEYS,
  });
  assert.ok(read.ok);
  const gateway = await startGateway({ config: read.config, transport, logger });
  undo.defer(() => gateway.stop());
  const ended = undo.move();
  const ask = async () => {
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${SEEDED.apiKey}` },
      body: JSON.stringify({ model: "default", messages: [{ role: "user", content: "Hello" }] }),
    });
    assert.equal(response.status, 200, await response.text());
    return response.headers.get("x-request-id")!;
  };
  return { ask, [Symbol.asyncDispose]: () => ended.disposeAsync() };
}

async function isRecorded(databaseUrl: string, id: string): Promise<boolean> {
  const { db, close } = openDatabase(databaseUrl, { connectionsMax: 1 });
  try {
    return await db.requestLog.count({ where: { id } }) === 1;
  } finally {
    await close();
  }
}

async function rowsOf(directory: string): Promise<Set<string>> {
  const text = gunzipSync(await Deno.readFile(join(directory, "database.jsonl.gz"))).toString();
  return new Set(text.split("\n").filter((line) => line !== ""));
}
