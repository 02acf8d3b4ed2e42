import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { askFor } from "./apply_document.ts";
import { CommandError, type Terminal } from "./terminal.ts";

test("askFor() goes on at a yes alone", () => {
  const answering = (answer: boolean | null) => ({ confirm: () => answer }) as unknown as Terminal;
  askFor(answering(true), "Go on?");
  for (const [answer, expected] of [[false, /Nothing was changed/], [null, /Say --yes/]] as const) {
    assert.throws(() => askFor(answering(answer), "Go on?"), (error) => {
      assert.ok(error instanceof CommandError);
      assert.match(error.message, expected);
      return true;
    });
  }
});
