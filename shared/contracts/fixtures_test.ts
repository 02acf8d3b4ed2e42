import assert from "node:assert/strict";
import type { z } from "zod";
import { test } from "../../testing/test.ts";
import { apiKeyEntry } from "./api_key.ts";
import { configRevision, revisionAcknowledgement } from "./config_revision.ts";
import { sealedCredential } from "./credential.ts";
import { requestRecord } from "./request_record.ts";
import { spoolLine } from "./spool_line.ts";

/**
 * What was once written must parse forever: gateways, spools and databases in the field hold such documents. A new schema
 * version adds a fixture here; none is ever changed or taken away.
 */
const FIXTURES: Record<string, z.ZodType> = {
  "api_key_entry_1.json": apiKeyEntry,
  "api_key_entry_2.json": apiKeyEntry,
  "config_revision_1.json": configRevision,
  "config_revision_1_headers.json": configRevision,
  "request_record_1.json": requestRecord,
  "revision_acknowledgement_1.json": revisionAcknowledgement,
  "sealed_credential_1.json": sealedCredential,
  "spool_begin_1.json": spoolLine,
  "spool_record_1.json": spoolLine,
};

/** What may be left out of a document, by its fixture. */
const OPTIONAL_FIELDS: Record<string, readonly string[]> = {
  "api_key_entry_2.json": ["previous", "tags"],
  "revision_acknowledgement_1.json": ["reason"],
};

const folder = new URL("./fixtures/", import.meta.url);

test("contracts have a schema for every fixture", () => {
  const names = [...Deno.readDirSync(folder)].filter((entry) => entry.isFile).map((entry) => entry.name).sort();
  assert.deepEqual(names, Object.keys(FIXTURES).sort());
});

for (const [name, schema] of Object.entries(FIXTURES)) {
  test(`contracts parse ${name} and keep every field of it`, async () => {
    const document = JSON.parse(await Deno.readTextFile(new URL(name, folder)));
    assert.deepEqual(schema.parse(document), document);
  });

  test(`contracts refuse ${name} when a field is missing or unknown`, async () => {
    const document = JSON.parse(await Deno.readTextFile(new URL(name, folder)));
    for (const field of Object.keys(document)) {
      if (OPTIONAL_FIELDS[name]?.includes(field)) continue;
      const { [field]: _left, ...without } = document;
      assert.equal(schema.safeParse(without).success, false, `without ${field}`);
    }
    assert.equal(schema.safeParse({ ...document, surprise: 1 }).success, false, "with a field of its own");
  });
}
