import assert from "node:assert/strict";
import type { BodyRedaction } from "../../shared/contracts/body_capture.ts";
import { test } from "../../testing/test.ts";
import { BodyRedactor } from "./body_redactor.ts";
import { findRedactions } from "./find_redactions.ts";

const ALL: BodyRedaction[] = ["card_number", "email", "phone_number"];

test("findRedactions() takes out secrets of the known forms, whatever is asked for", () => {
  const jwt = `eyJ${"a".repeat(20)}.eyJ${"b".repeat(20)}.${"c".repeat(20)}`;
  const kind = ["RSA", "PRIVATE", "KEY"].join(" ");
  const cases: [text: string, redacted: string][] = [
    ["my key:\nsk-proj-0123456789abcdef, thanks", "my key:\n[redacted], thanks"],
    ["ppk_abcdefghijkl_0123456789abcdef", "ppk_abcdefghijkl_[redacted]"],
    ["Authorization: Bearer abc123def456", "Authorization: Bearer [redacted]"],
    [`token ${jwt}.`, "token [redacted]"],
    [`ghp_0123456789abcdefghij and ${"AKIA"}ABCDEFGHIJKLMNOP`, "[redacted] and [redacted]"],
    ["postgresql://user:hunter2@db:5432/x", "postgresql://[redacted]@db:5432/x"],
    ["see https://bucket.example.com/a.png?X-Signature=abc#x", "see https://bucket.example.com/a.png?[redacted]"],
    ['{"password": "hunter2!", "user": "ada"}', '{"password": "[redacted]", "user": "ada"}'],
    [`-----BEGIN ${kind}-----\nMIIB\n-----END ${kind}-----\nend`, "[redacted]\nend"],
    ["the basic principles of a bearer instrument", "the basic principles of a bearer instrument"],
    ["Is it 5? https://example.com/path is fine", "Is it 5? https://example.com/path is fine"],
  ];
  for (const [text, redacted] of cases) assert.equal(redact(text, []), redacted);
});

test("findRedactions() takes out mail addresses, cards and telephone numbers where they are asked for, and nothing alike", () => {
  const cases: [text: string, redacted: string][] = [
    ["write to ada.lovelace+x@mail.example.co.uk.", "write to [redacted email]."],
    ["4111 1111 1111 1111 or 4111111111111111", "[redacted card number] or [redacted card number]"],
    ["room 12 5500-0000-0000-0004 today", "room 12 [redacted card number] today"],
    ["order 4111111111111112 is no card", "order 4111111111111112 is no card"],
    ["at 1717171717171 ms, id 12345678901234567890", "at 1717171717171 ms, id 12345678901234567890"],
    ["call +49 30 901820 or (555) 123-4567", "call [redacted phone number] or [redacted phone number]"],
    ["2026-11-26 10:00, 192.168.100.200, v1.2.3, 1,000,000", "2026-11-26 10:00, 192.168.100.200, v1.2.3, 1,000,000"],
    ["@everyone a@b 1@", "@everyone a@b 1@"],
  ];
  for (const [text, redacted] of cases) {
    assert.equal(redact(text, ALL), redacted);
    assert.equal(redact(text, []), text, "not asked for");
  }
});

test("findRedactions() replaces data URLs and long base64 by their size, and keeps what is around them", () => {
  const image = `data:image/png;base64,${"iVBO".repeat(1_000)}`;
  assert.equal(redact(`![x](${image}) then`, []), "![x](data:image/png;base64,[3000 bytes]) then");
  assert.equal(redact("small data:text/plain,hello%20there too", []), "small data:text/plain,[13 bytes] too");
  assert.equal(redact(`a ${"b".repeat(1_024)} c`, []), "a [768 bytes] c");
  assert.equal(redact(`a ${"b".repeat(1_023)} c`, []), `a ${"b".repeat(1_023)} c`);
});

test("findRedactions() takes time in proportion to hostile text", () => {
  const hostile = [
    "eyJaaaaaaaaaaa-",
    "=a://",
    "a@",
    "4 ",
    "+1 ",
    "basic  ",
    "data:a/b;a=b",
    "password:",
    "a?",
    "x.",
    "sk-",
  ];
  for (const piece of hostile) {
    const short = piece.repeat(20_000 / piece.length);
    findRedactions(short, ALL);
    const shortMs = timeMs(() => findRedactions(short, ALL));
    const long = piece.repeat(320_000 / piece.length);
    // Sixteen times the text: quadratic time would be 256 times as long, at every try. A busy machine is allowed for.
    const mostMs = 100 * Math.max(shortMs, 1);
    const tries = [0, 1, 2, 3].values().map(() => timeMs(() => findRedactions(long, ALL)));
    assert.ok(tries.some((longMs) => longMs < mostMs), `${piece}: ${shortMs} ms, then never under ${mostMs} ms`);
  }
});

function redact(text: string, names: BodyRedaction[]): string {
  return new BodyRedactor(names, text.length).text(text);
}

function timeMs(work: () => void): number {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}
