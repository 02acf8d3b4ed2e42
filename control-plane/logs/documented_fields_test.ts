import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { LOG_FIELD_NAMES, logField } from "./log_fields.ts";

test("docs/logs.md tells of every field", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/logs.md", import.meta.url));
  for (const name of LOG_FIELD_NAMES) {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${name}\` `));
    assert.ok(row?.includes(logField(name).description), name);
  }
});
