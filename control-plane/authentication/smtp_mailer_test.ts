import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { SmtpMailer } from "./smtp_mailer.ts";
import { smtpFromSchema, smtpUrlSchema } from "./smtp_settings.ts";
import { startMailReceiver } from "./testing/mail_receiver.ts";

const MAIL = {
  to: "ada@example.com",
  subject: "Mail for Zoë",
  text: "Open this:\nhttps://console.example.com/invitations/abc\n",
};

test("SmtpMailer.send() hands a mail over to one recipient", async () => {
  await using receiver = startMailReceiver();
  const settings = { host: "127.0.0.1", port: receiver.port, secure: false, login: null };
  const mailer = new SmtpMailer({ ...settings, from: "Perpetuo <perpetuo@example.com>" });
  await mailer.send(MAIL);
  const [mail] = receiver.received;
  assert.deepEqual([mail!.from, mail!.to], ["perpetuo@example.com", ["ada@example.com"]]);
  assert.match(mail!.data, /^From: Perpetuo <perpetuo@example\.com>$/m);
  assert.match(mail!.data, /^Auto-Submitted: auto-generated$/im);
  assert.match(mail!.data, /https:\/\/console\.example\.com\/invitations\/abc/);
  await mailer.send({ ...MAIL, to: "a@example.com, b@example.com" }).catch(() => {});
  await mailer.send({ ...MAIL, subject: "x\r\nBcc: b@example.com" });
  assert.ok(receiver.received.every(({ to }) => to.length <= 1 && !to.includes("b@example.com")));
});

test("SmtpMailer.send() rejects without addresses or texts when the server refuses", async () => {
  await using receiver = startMailReceiver();
  receiver.refuse = true;
  const settings = { host: "127.0.0.1", port: receiver.port, secure: false, login: null };
  const mailer = new SmtpMailer({ ...settings, from: "perpetuo@example.com" });
  await assert.rejects(mailer.send(MAIL), (error: Error) => {
    assert.match(error.message, /EENVELOPE 550/);
    assert.doesNotMatch(`${error.stack}`, /ada@|invitations/);
    return true;
  });
});

test("SmtpMailer.send() gives no password to a server without TLS on another machine", async () => {
  await using receiver = startMailReceiver();
  // Another name of this machine, which the mailer takes for another one.
  const settings = { host: "0.0.0.0", port: receiver.port, secure: false, from: "perpetuo@example.com" };
  const mailer = new SmtpMailer({ ...settings, login: { user: "u", password: "hunter2" } });
  await assert.rejects(mailer.send(MAIL), /ETLS/);
  assert.equal(receiver.received.length, 0);
});

test("smtpUrlSchema reads a server's address, and quotes no password", () => {
  const cases: [string, object][] = [
    ["smtp://mail.example.com", { host: "mail.example.com", port: 587, secure: false, login: null }],
    ["smtps://u:p%40ss@mail.example.com", {
      host: "mail.example.com",
      port: 465,
      secure: true,
      login: { user: "u", password: "p@ss" },
    }],
    ["smtp://[::1]:2525/", { host: "::1", port: 2_525, secure: false, login: null }],
  ];
  for (const [text, expected] of cases) assert.deepEqual(smtpUrlSchema.parse(text), expected, text);
  for (
    const text of [
      "mail.example.com",
      "https://u:hunter2@example.com",
      "smtp://",
      "smtp://u:hunter2@h/path",
      "smtp://h?x=1",
    ]
  ) {
    const { error } = smtpUrlSchema.safeParse(text);
    assert.ok(error !== undefined, text);
    assert.doesNotMatch(JSON.stringify(error), /hunter2/);
  }
});

test("smtpFromSchema takes an address with or without a name, and no line breaks", () => {
  for (const text of ["a@example.com", "Perpetuo <a@example.com>"]) assert.ok(smtpFromSchema.safeParse(text).success);
  for (const text of ["a", "a@b\r\nBcc: c@d", "<a@b> c", "a@b c@d"]) assert.ok(!smtpFromSchema.safeParse(text).success);
});
