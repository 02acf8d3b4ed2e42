import assert from "node:assert/strict";
import { SCOPES } from "../../control-plane/authorization/actions.ts";
import { test } from "../../testing/test.ts";
import { readScopes, SCOPE_GROUPS } from "./scopes.ts";

test("SCOPE_GROUPS offers every scope of the API once", () => {
  const offered = SCOPE_GROUPS.flatMap(({ resources }) => resources)
    .flatMap(({ resource, levels }) => levels.map((level) => `${resource}:${level}`));
  assert.deepEqual(offered.sort(), [...SCOPES]);
});

test("readScopes() takes what is ticked, or all", () => {
  const form = new FormData();
  form.append("scopes", "logs:read");
  form.append("scopes", "usage:read");
  assert.deepEqual(readScopes(form), ["logs:read", "usage:read"]);
  form.append("all", "on");
  assert.deepEqual(readScopes(form), ["*"]);
});
