import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { terminalMailer } from "./terminal_mailer.ts";

test("terminalMailer() shows a mail as it would have been sent", async () => {
  let shown = "";
  const mailer = terminalMailer((text) => void (shown += text));
  await mailer.send({ to: "a@example.com", subject: "Reset", text: "Open this:\nhttp://localhost/x\n" });
  assert.match(shown, /would have gone to a@example\.com/);
  assert.match(shown, /\n {2}│ http:\/\/localhost\/x\n/);
});
