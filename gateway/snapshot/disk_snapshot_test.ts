import assert from "node:assert/strict";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { DiskSnapshot, type StoredTenant } from "./disk_snapshot.ts";
import { otherTenantId, sampleKey, sampleRevision, tenantId } from "./testing/sample_configuration.ts";

const stored: StoredTenant = {
  schema: 1,
  tenantId,
  revision: sampleRevision(1),
  credentials: [],
  keys: [sampleKey("abcdefghijkl")],
};

function diskOf(directory: string, instance: string): DiskSnapshot {
  return new DiskSnapshot({ directory, instance, clock: systemClock, logger: new MemoryLogger() });
}

async function withDisk(run: (disk: DiskSnapshot, directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await run(diskOf(directory, "one"), directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

test("DiskSnapshot() gives back what it was given, the most recently written first and no more than asked", () =>
  withDisk(async (disk, directory) => {
    await disk.write(stored);
    await disk.write({ ...stored, tenantId: otherTenantId });
    await Deno.utime(`${directory}/${tenantId}.json`, 1_000, 1_000);
    assert.deepEqual((await disk.readAll(10)).map((tenant) => tenant.tenantId), [otherTenantId, tenantId]);
    assert.deepEqual((await disk.readAll(1)).map((tenant) => tenant.tenantId), [otherTenantId]);
    assert.deepEqual(await disk.read(tenantId), stored);
    await disk.remove(tenantId);
    await disk.remove(tenantId);
    assert.equal(await disk.read(tenantId), null);
  }));

test("DiskSnapshot() removes what a killed process left half-written, and nothing that is being written", () =>
  withDisk(async (disk, directory) => {
    for (const [name, writtenAt] of [["old", 1_000], ["young", systemClock.now() / 1_000]] as const) {
      await Deno.writeTextFile(`${directory}/${name}.new`, "half");
      await Deno.utime(`${directory}/${name}.new`, writtenAt, writtenAt);
    }
    assert.deepEqual(await disk.readAll(10), []);
    assert.deepEqual([...Deno.readDirSync(directory)].map(({ name }) => name), ["young.new"]);
  }));

test("DiskSnapshot.write() gets into no other's way when containers, whose processes have one id, share the directory", () =>
  withDisk(async (disk, directory) => {
    const other = diskOf(directory, "other");
    for (let round = 0; round < 20; round++) await Promise.all([disk.write(stored), other.write(stored)]);
    assert.deepEqual(await disk.read(tenantId), stored);
    assert.deepEqual([...Deno.readDirSync(directory)].map(({ name }) => name), [`${tenantId}.json`]);
  }));

test("DiskSnapshot.write() leaves the old file and nothing else when it fails", () =>
  withDisk(async (disk, directory) => {
    await Deno.mkdir(`${directory}/${tenantId}.json`);
    await assert.rejects(disk.write(stored));
    assert.deepEqual([...Deno.readDirSync(directory)].map(({ name }) => name), [`${tenantId}.json`]);
  }));

test("DiskSnapshot.read() is led out of its directory by no id", () =>
  withDisk(async (disk) => assert.equal(await disk.read("../../etc/passwd"), null)));
