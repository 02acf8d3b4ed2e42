import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { scopesText, type TokenRow, tokenState } from "./token_row.ts";

const ROW: TokenRow = {
  id: "1",
  tokenId: "abc",
  name: "CI",
  scopes: ["*"],
  createdAt: "2026-01-01T00:00:00Z",
  expiresAt: null,
  lastUsedAt: null,
  previousSecretUntil: null,
  revokedAt: null,
};
const NOW = Date.parse("2026-06-01T00:00:00Z");

test("tokenState() tells revoked from expired from active", () => {
  assert.equal(tokenState(ROW, NOW), "active");
  assert.equal(tokenState({ ...ROW, expiresAt: "2026-06-01T00:00:00Z" }, NOW), "expired");
  assert.equal(tokenState({ ...ROW, expiresAt: "2026-06-02T00:00:00Z" }, NOW), "active");
  assert.equal(
    tokenState({ ...ROW, expiresAt: "2026-05-01T00:00:00Z", revokedAt: "2026-02-01T00:00:00Z" }, NOW),
    "revoked",
  );
});

test("scopesText() says the first few", () => {
  assert.equal(scopesText(["*"]), "Everything");
  assert.equal(scopesText(["a:read", "b:read"]), "a:read, b:read");
  assert.equal(scopesText(["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
});
