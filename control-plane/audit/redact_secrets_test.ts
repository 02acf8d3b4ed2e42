import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { redactSecrets } from "./redact_secrets.ts";

test("redactSecrets() hides secrets at any depth and keeps the rest", () => {
  const redacted = redactSecrets({
    name: "openai",
    apiKey: "sk-1",
    nested: [{ password: "p", wrapped_key: "w", hint: "abcd", clientSecret: { a: 1 } }],
    secret: null,
    apiKeyRotated: true,
    hasSecret: true,
    tokenId: "abc",
    maxTokens: 5,
    previousSha256: "00",
  });
  assert.deepEqual(redacted, {
    name: "openai",
    apiKey: "[redacted]",
    nested: [{ password: "[redacted]", wrapped_key: "[redacted]", hint: "abcd", clientSecret: "[redacted]" }],
    secret: null,
    apiKeyRotated: true,
    hasSecret: true,
    tokenId: "abc",
    maxTokens: 5,
    previousSha256: "[redacted]",
  });
});

test("redactSecrets() hides secrets of ours inside texts, whatever their name", () => {
  const secret = "abcdefghijklmnopqrstuvwxyz012345";
  const redacted = redactSecrets({
    url: `https://example.com/?key=ppk_aaaaaaaaaaaa_${secret}`,
    list: [`whsec_${secret}=`, `ppt_bbbbbbbbbbbb_${secret}`, "ppk_short"],
  });
  assert.deepEqual(redacted, {
    url: "https://example.com/?key=ppk_aaaaaaaaaaaa_[redacted]",
    list: ["whsec_[redacted]", "ppt_bbbbbbbbbbbb_[redacted]", "ppk_short"],
  });
});
