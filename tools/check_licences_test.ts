import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { findForbiddenLicences, installedPackages } from "./check_licences.ts";

test("findForbiddenLicences() finds none among the packages that are installed", async () => {
  const packages = await installedPackages();
  assert.ok(packages.length > 100, `${packages.length} packages`);
  assert.deepEqual(findForbiddenLicences(packages), []);
});

test("findForbiddenLicences() names what nobody has allowed", () => {
  const of = (licence: string | null, name = "x") =>
    findForbiddenLicences([{ name, version: "1.0.0", licence }]).length;
  const table: [licence: string | null, found: number][] = [
    ["MIT", 0],
    ["(MIT OR GPL-3.0-only)", 0],
    ["MIT and ISC", 0],
    ["MIT AND GPL-3.0-only", 1],
    ["AGPL-3.0-only", 1],
    ["SEE LICENSE IN LICENSE", 1],
    ["UNLICENSED", 1],
    [null, 1],
  ];
  for (const [licence, found] of table) assert.equal(of(licence), found, String(licence));
  assert.equal(of("MPL-2.0", "axe-core"), 0);
  assert.equal(of("MPL-2.0", "axe-core-more"), 1);
});
