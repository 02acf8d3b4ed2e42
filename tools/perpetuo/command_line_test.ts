import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { readCommandLine } from "./command_line.ts";
import { CommandError } from "./terminal.ts";

test("readCommandLine() refuses what makes no sense, in a sentence", () => {
  const cases: [string, RegExp][] = [
    ["exprot --tenant t", /no command 'exprot'/],
    ["export", /--tenant/],
    ["apply --tenant t", /-f FILE/],
    ["diff --tenant t -f x --from 3", /leave --from and --to out/],
    ["rollback --tenant t", /the revision: expected a number/],
    ["rollback --tenant t three", /not 'three'/],
    ["rollback --tenant t 3 4", /'4' is too much/],
    ["diff --tenant t --to newest", /--to/],
    ["export --tenant t --format xml", /yaml or json/],
    ["export --tenant t --nonsense", /nonsense/],
    ["export --tenant", /tenant/],
  ];
  for (const [line, expected] of cases) {
    assert.throws(() => readCommandLine(line.split(" ")), (error) => {
      assert.ok(error instanceof CommandError, String(error));
      assert.match(error.message, expected);
      return true;
    });
  }
});

test("readCommandLine() reads what each command takes", () => {
  assert.equal(readCommandLine([]), null);
  assert.equal(readCommandLine(["apply", "--help"]), null);
  const diff = readCommandLine("diff --tenant t --from 3 --to draft --json".split(" "))!;
  assert.deepEqual([diff.from, diff.to, diff.json, diff.file], [3, "DRAFT", true, null]);
  const apply = readCommandLine("apply --tenant t -f - --prune --publish --dry-run --message why --base 0".split(" "))!;
  assert.deepEqual(
    [apply.file, apply.prune, apply.publish, apply.dryRun, apply.message, apply.base, apply.yes],
    ["-", true, true, true, "why", 0, false],
  );
  const rollback = readCommandLine("rollback --tenant t 12 --force --yes".split(" "))!;
  assert.deepEqual([rollback.revision, rollback.force, rollback.yes], [12, true, true]);
  assert.equal(readCommandLine("revisions --tenant t --first 500".split(" "))!.first, 100);
});
