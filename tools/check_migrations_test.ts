import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { findMigrationDangers, migrationDangers } from "./check_migrations.ts";
import { repositoryRoot } from "./repository.ts";

const DANGEROUS = [
  [`DROP TABLE "Route"`, /uses what is dropped/],
  [`ALTER TABLE "Route" DROP COLUMN "name"`, /uses what is dropped/],
  [`DROP INDEX "Route_projectId_name_key"`, /uses what is dropped/],
  [`ALTER TABLE "Route" RENAME COLUMN "name" TO "title"`, /the old name/],
  [`ALTER TABLE "Route" RENAME TO "Path"`, /the old name/],
  [`ALTER TABLE "Route" ALTER COLUMN "name" SET DATA TYPE VARCHAR(8)`, /another type/],
  [`ALTER TYPE "Role" ADD VALUE 'AUDITOR'`, /cannot read a value/],
  [`ALTER TABLE "Route" ALTER COLUMN "cache" SET NOT NULL`, /may write NULL/],
  [`ALTER TABLE "Route" ADD COLUMN "a" TEXT DEFAULT '', ADD COLUMN "b" TEXT NOT NULL`, /has no default/],
  [`ALTER TABLE "Route" ADD CONSTRAINT "c" CHECK ("version" > 0)`, /new constraint/],
  [`CREATE UNIQUE INDEX "i" ON "Route"("version")`, /same value twice/],
  [`CREATE INDEX "i" ON "RequestLog"("model")`, /stops recorders/],
  [`UPDATE "RequestLog" SET "tags" = '{}'`, /as long as there are rows/],
  [`LOCK TABLE "Route"`, /stops everybody/],
] as const;

const HARMLESS = `
-- DROP TABLE "Route"; in a comment, and 'DROP TABLE' in a text:
COMMENT ON TABLE "Route" IS 'RENAME TO; DROP COLUMN';
CREATE TABLE "New" ("id" UUID NOT NULL, CONSTRAINT "New_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "New_id_key" ON "New"("id");
ALTER TABLE "New" ADD CONSTRAINT "New_fkey" FOREIGN KEY ("id") REFERENCES "Tenant"("id");
ALTER TABLE "Route" ADD COLUMN "note" TEXT, ADD COLUMN "count" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "newId" UUID;
ALTER TABLE "Route" ADD CONSTRAINT "Route_newId_fkey" FOREIGN KEY ("newId") REFERENCES "New"("id");
ALTER TABLE "Route" ADD CONSTRAINT "Route_count" CHECK ("version" > 0) NOT VALID;
CREATE UNIQUE INDEX "Route_newId_key" ON "Route"("newId");
CREATE INDEX "Route_version_idx" ON "Route"("version");
DROP INDEX "Route_version_idx";
CREATE FUNCTION "f"() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE "Route"; COMMIT; END $$;
`;

test("migrationDangers() refuses what breaks an old control plane or stops everybody, and names the line", () => {
  for (const [statement, reason] of DANGEROUS) {
    const dangers = migrationDangers(`CREATE TABLE "New" ();\n\n-- About it.\n${statement};\n`);
    assert.equal(dangers.length, 1, `${statement}: ${JSON.stringify(dangers)}`);
    assert.match(dangers[0]!.reason, reason);
    assert.equal(dangers[0]!.line, 4, statement);
  }
});

test("migrationDangers() lets additions pass", () => {
  assert.deepEqual(migrationDangers(HARMLESS), []);
});

test("migrationDangers() lets pass what has a reason of its kind, and a transaction of its own never", () => {
  const reasons = "-- contract: nothing reads it since 0014\n-- lock: the table is empty so far\n";
  for (const [statement] of DANGEROUS) assert.deepEqual(migrationDangers(`${reasons}${statement};`), []);
  assert.equal(migrationDangers(`-- lock: the table is empty so far\nDROP TABLE "Route";`).length, 1);
  assert.equal(migrationDangers(`-- contract: why\nDROP TABLE "Route";`).length, 1, "no reason at all");
  for (const statement of ["COMMIT", `CREATE INDEX CONCURRENTLY "i" ON "Route"("name")`]) {
    assert.match(migrationDangers(`${reasons}${statement};`)[0]!.reason, /one transaction/);
  }
});

test("findMigrationDangers() finds none in the migrations of the repository", async () => {
  assert.deepEqual(await findMigrationDangers(repositoryRoot), []);
});
