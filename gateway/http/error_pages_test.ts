import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { ERROR_CODES, type ErrorCode } from "../../shared/contracts/error_code.ts";

const FOLDER = new URL("../../docs/errors/", import.meta.url);
const codes = Object.keys(ERROR_CODES) as ErrorCode[];

test("docs/errors has a page for every error code, and no other", () => {
  const pages = [...Deno.readDirSync(FOLDER)].map((entry) => entry.name).filter((name) => name !== "README.md");
  assert.deepEqual(pages.toSorted(), codes.map((code) => `${code}.md`).toSorted());
});

test("docs/errors says of each code what the contract says", () => {
  // The formatter aligns the table's columns.
  const table = Deno.readTextFileSync(new URL("README.md", FOLDER)).replace(/ +/g, " ");
  for (const code of codes) {
    const { status, openaiType } = ERROR_CODES[code];
    const page = Deno.readTextFileSync(new URL(`${code}.md`, FOLDER));
    assert.ok(page.startsWith(`# ${code}\n\nStatus ${status} · type \`${openaiType}\` · on record: `), code);
    assert.ok(page.includes("\n## What to do\n") && page.includes("\n## Example\n"), code);
    assert.ok(table.includes(`| [${code}](${code}.md) | ${status} | \`${openaiType}\` | `), `${code} in the table`);
  }
});
