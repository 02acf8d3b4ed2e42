import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { redactSecrets } from "./redact_secrets.ts";

test("redactSecrets() hides secrets at any depth and keeps the rest", () => {
  const redacted = redactSecrets({
    name: "openai",
    apiKey: "sk-1",
    nested: [{ password: "p", wrapped_key: "w", hint: "abcd" }],
    secret: null,
  });
  assert.deepEqual(redacted, {
    name: "openai",
    apiKey: "[redacted]",
    nested: [{ password: "[redacted]", wrapped_key: "[redacted]", hint: "abcd" }],
    secret: null,
  });
});
