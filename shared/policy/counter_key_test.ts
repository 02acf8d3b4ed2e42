import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import type { PolicyScope } from "../contracts/policy.ts";
import { counterKeyPrefix, encodeSubject, readCounterKey } from "./counter_key.ts";
import type { CountedLimit } from "./limit_name.ts";

const POLICY = "01890a5d-ac96-774b-bcce-b302099a8057";

test("encodeSubject() keeps what is plain, encodes the rest, and gives a digest of what is long", () => {
  const table: [string, string][] = [
    ["user-7", "user-7"],
    ["anna@example.org", "anna%40example.org"],
    ["openai/gpt-4o", "openai%2Fgpt-4o"],
    ["a:b c", "a%3Ab%20c"],
    ["{t}", "%7Bt%7D"],
    ["~!'()*", "%7E%21%27%28%29%2A"],
    ["", ""],
    ["\ud800", "%EF%BF%BD"],
    ["é".repeat(21), "%C3%A9".repeat(21)],
    ["é".repeat(22), "~a2ad340d88ebff230b50341fbc5ef768"],
  ];
  for (const [subject, encoded] of table) assert.equal(encodeSubject(subject), encoded, subject);
});

const limits = fc.constantFrom<CountedLimit>(
  "requests_per_minute",
  "tokens_per_minute",
  "concurrent_requests",
  "spend_hour",
  "spend_day",
  "spend_month",
);
const scopes = fc.constantFrom<PolicyScope["type"]>("project", "api_key", "end_user", "model");
const subjects = fc.oneof(
  fc.string({ unit: "binary", maxLength: 256 }),
  fc.string({ unit: "grapheme-ascii", maxLength: 256 }),
  fc.constantFrom("~", "%", "%zz", ":", "tenant", ":tenant", "~".repeat(200)),
);

test("readCounterKey() reads what was written, short and of safe characters only", () => {
  fc.assert(fc.property(limits, scopes, subjects, (limit, scope, subject) => {
    const encodedSubject = encodeSubject(subject);
    const key = counterKeyPrefix(POLICY, limit, scope) + encodedSubject;
    assert.match(key, /^[A-Za-z0-9_.~%:-]{1,256}$/);
    const known = encodedSubject.startsWith("~") ? null : subject;
    assert.deepEqual(readCounterKey(key), { policyId: POLICY, limit, scope, subject: known, encodedSubject });
  }));
});

test("encodeSubject() never gives two subjects one counter", () => {
  fc.assert(fc.property(subjects, subjects, (one, other) => {
    assert.equal(encodeSubject(one) === encodeSubject(other), one === other);
  }));
});

test("readCounterKey() reads a tenant's counter", () => {
  assert.deepEqual(readCounterKey(counterKeyPrefix(POLICY, "spend_day", "tenant")), {
    policyId: POLICY,
    limit: "spend_day",
    scope: "tenant",
    subject: null,
    encodedSubject: "",
  });
});

test("readCounterKey() knows what is no counter's key", () => {
  const notKeys = [
    "",
    POLICY,
    `${POLICY}:spend_day`,
    `${POLICY}:spend_year:tenant`,
    `${POLICY}:spend_day:tenant:x`,
    `${POLICY}:spend_day:team:x`,
    `${POLICY}:spend_day:project:a b`,
    `x:spend_day:tenant`,
  ];
  for (const key of notKeys) assert.equal(readCounterKey(key), null, key);
});
