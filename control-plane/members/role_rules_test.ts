import assert from "node:assert/strict";
import type { Role } from "../../prisma/generated/client/enums.ts";
import { test } from "../../testing/test.ts";
import { mayManageRole } from "./role_rules.ts";

test("mayManageRole() lets owners manage everybody, admins all but owners, and others nobody", () => {
  const roles: Role[] = ["OWNER", "ADMIN", "DEVELOPER", "VIEWER"];
  const manageable = (own: Role) => roles.filter((role) => mayManageRole(own, role));
  assert.deepEqual(manageable("OWNER"), roles);
  assert.deepEqual(manageable("ADMIN"), ["ADMIN", "DEVELOPER", "VIEWER"]);
  assert.deepEqual(manageable("DEVELOPER"), []);
  assert.deepEqual(manageable("VIEWER"), []);
});
