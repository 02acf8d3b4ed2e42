import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { withDatabase } from "../../testing/services.ts";
import { openDatabase } from "../database.ts";
import { ConsoleDocuments } from "./console_documents.ts";

const id = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
const manifest = (...texts: string[]) => JSON.stringify(Object.fromEntries(texts.map((text) => [id(text), text])));

test("ConsoleDocuments know this build's documents and those of other builds of late, however they are written", async () => {
  await using database = await withDatabase();
  const { db, close } = openDatabase(database.url, { connectionsMax: 2 });
  let nowMs = systemClock.now();
  let monotonicMs = 0;
  const clock = { now: () => nowMs, monotonic: () => monotonicMs, delay: systemClock.delay };
  try {
    const [one, two, three] = [
      "query A { viewer { id __typename } }",
      "query B { viewer { id } }",
      "query C { viewer { id } }",
    ];
    const older = await ConsoleDocuments.open({ db, clock }, manifest(one!, two!));
    assert.equal(await older.textOf(id(one!)), one);
    assert.equal(await older.isKnown("query A {\n  viewer { id }\n}"), true);
    assert.equal(await older.isKnown("query A { viewer { id email } }"), false);
    assert.equal(await older.isKnown("nonsense {"), false);
    assert.equal(await older.textOf(id(three!)), null);
    const newer = await ConsoleDocuments.open({ db, clock }, manifest(three!));
    assert.equal(await newer.textOf(id(one!)), one, "tabs of the older build go on working");
    assert.equal(await older.textOf(id(three!)), null, "the database is not asked every time");
    monotonicMs += 10_000;
    assert.equal(await older.textOf(id(three!)), three, "the newer console asks the older control plane");
    nowMs += 31 * 86_400_000;
    const latest = await ConsoleDocuments.open({ db, clock }, manifest(three!));
    assert.equal(await latest.textOf(id(one!)), null, "nobody has been of that build for a month");
    assert.equal(await db.persistedDocument.count(), 1);
  } finally {
    await close();
  }
});
