import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { ForbiddenError } from "../api_error.ts";
import type { TokenActor } from "../authorization/actor.ts";
import { refuseMoreThanOwn, tokenExpiryInput, type TokenGrant } from "./token_grant.ts";

const NOW = Date.UTC(2026, 0, 1);
const later = (days: number) => new Date(NOW + days * 86_400_000);

const limited: TokenActor = {
  kind: "token",
  userId: "u",
  email: "u@example.com",
  personalAccessTokenId: "t",
  scopes: new Set(["tokens:write", "projects:write"]),
  expiresMs: later(10).getTime(),
  tenantIds: new Set(["a", "b"]),
  memberships: new Map(),
};

test("refuseMoreThanOwn() lets a token hand out no scope, time or tenant that it has not", () => {
  const within: TokenGrant = { scopes: ["projects:read"], expiresAt: later(10), tenantIds: ["a"] };
  refuseMoreThanOwn(limited, within);
  refuseMoreThanOwn(limited, { scopes: ["tokens:write"], expiresAt: later(1) });
  const beyond: Partial<TokenGrant>[] = [
    { scopes: ["*"] },
    { scopes: ["projects:read", "routes:read"] },
    { expiresAt: null },
    { expiresAt: later(11) },
    { tenantIds: [] },
    { tenantIds: ["a", "c"] },
  ];
  for (const part of beyond) {
    assert.throws(() => refuseMoreThanOwn(limited, { ...within, ...part }), ForbiddenError, JSON.stringify(part));
  }
  const everything: TokenGrant = { scopes: ["*"], expiresAt: null, tenantIds: [] };
  refuseMoreThanOwn({ ...limited, scopes: new Set(["*"]), expiresMs: null, tenantIds: null }, everything);
});

test("tokenExpiryInput() asks for an end where the installation bounds it", () => {
  const passes = (daysMax: number | null, value: unknown) => tokenExpiryInput(NOW, daysMax).safeParse(value).success;
  assert.deepEqual([passes(null, undefined), passes(null, later(9_999)), passes(null, later(0))], [true, true, false]);
  assert.deepEqual(
    [passes(30, undefined), passes(30, null), passes(30, later(31)), passes(30, later(30))],
    [false, false, false, true],
  );
});
