import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { apiKeyEntry, readApiKeyEntry } from "./api_key.ts";
import { readSealedCredential } from "./credential.ts";
import { readNewer } from "./read_newer.ts";
import { requestRecord } from "./request_record.ts";

async function fixture(name: string): Promise<Record<string, unknown>> {
  return JSON.parse(await Deno.readTextFile(new URL(`./fixtures/${name}.json`, import.meta.url)));
}

test("readNewer() passes over fields that it does not know, at any depth, and names them", async () => {
  const record = await fixture("request_record_1");
  const newer = {
    ...record,
    region: "eu",
    timings: { ...record.timings as object, dnsMs: 3 },
    attempts: (record.attempts as object[]).map((attempt) => ({ ...attempt, hedge: { of: 1 } })),
  };
  const reading = readNewer(requestRecord, newer);
  assert.deepEqual(reading.ok && reading.value, record);
  const hedges = (record.attempts as object[]).map((_, index) => `attempts.${index}.hedge`);
  assert.deepEqual(reading.ok && reading.passedOver.sort(), [...hedges, "region", "timings.dnsMs"].sort());
});

test("readNewer() takes what it knows as it is, and leaves the document alone", async () => {
  const entry = await fixture("api_key_entry_2");
  assert.deepEqual(readNewer(apiKeyEntry, entry), { ok: true, value: entry, passedOver: [] });
  const newer = { ...entry, surprise: 1 };
  assert.ok(readNewer(apiKeyEntry, newer).ok);
  assert.equal(newer.surprise, 1);
});

test("readNewer() refuses kinds and values that it does not know, and what is missing", async () => {
  const record = await fixture("request_record_1");
  const { tokens: _left, ...without } = record;
  const documents = [{ ...record, outcome: "evaporated" }, { ...record, schema: 2 }, without, null, "text", 7];
  for (const document of documents) assert.equal(readNewer(requestRecord, document).ok, false);
});

test("readApiKeyEntry() passes over no part of a limit, and no kind of limit", async () => {
  const entry = await fixture("api_key_entry_1");
  const limit = { type: "requests_per_minute", max: 10 };
  assert.ok(readApiKeyEntry({ ...entry, note: "hello", limits: [limit] }).ok);
  for (const wrong of [{ ...limit, burst: 3 }, { type: "from_addresses", ranges: ["10.0.0.0/8"] }]) {
    const reading = readApiKeyEntry({ ...entry, limits: [limit, wrong] });
    assert.match(reading.ok ? "" : reading.detail, /^limits\.1/);
  }
});

test("readApiKeyEntry() understands that a key is not good any more, whatever else a newer build says", async () => {
  const entry = await fixture("api_key_entry_2");
  for (const state of ["revoked", "suspended"]) {
    const reading = readApiKeyEntry({ ...entry, state, limits: [{ type: "from_addresses" }], keyVersion: 9 });
    assert.ok(reading.ok);
    const { keyId, keyVersion, limits } = reading.value;
    assert.deepEqual([keyId, keyVersion, reading.value.state, limits], [entry.keyId, 9, "revoked", []]);
    assert.ok(reading.passedOver.length > 0);
    assert.ok(apiKeyEntry.safeParse(reading.value).success, "a disk reads it again");
  }
  assert.equal(readApiKeyEntry({ ...entry, state: "revoked", sha256: "?" }).ok, false);
});

test("readSealedCredential() passes over fields, refuses kinds, and understands a revocation", async () => {
  const credential = await fixture("sealed_credential_1");
  const known = readSealedCredential({ ...credential, region: "eu" });
  assert.deepEqual(known.ok && [known.value, known.passedOver], [credential, ["region"]]);
  assert.equal(readSealedCredential({ ...credential, ciphertext: { parts: [] } }).ok, false);
  const revoked = readSealedCredential({ ...credential, state: "revoked", ciphertext: null });
  assert.equal(revoked.ok && revoked.value.state, "revoked");
  assert.ok(revoked.ok && readSealedCredential(revoked.value).ok, "a disk reads it again");
});
