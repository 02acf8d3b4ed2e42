import assert from "node:assert/strict";
import { ForbiddenError, NotFoundError, UnauthenticatedError } from "../api_error.ts";
import { test } from "../../testing/test.ts";
import { type Action, ACTIONS, type Scope } from "./actions.ts";
import { type Actor, ANONYMOUS, SYSTEM } from "./actor.ts";
import { authorize, includesScope, isAuthorized } from "./authorize.ts";

const OURS = "01890000-0000-7000-8000-000000000001";
const THEIRS = "01890000-0000-7000-8000-000000000002";

function person(role: "OWNER" | "ADMIN" | "DEVELOPER" | "VIEWER"): Actor {
  return { kind: "user", userId: "u", email: "u@example.com", sessionId: "s", memberships: new Map([[OURS, role]]) };
}

function token(scopes: (Scope | "*")[], role: "OWNER" | "VIEWER" = "OWNER"): Actor {
  const memberships = new Map([[OURS, role]]);
  return {
    kind: "token",
    userId: "u",
    email: "u@example.com",
    personalAccessTokenId: "t",
    scopes: new Set(scopes),
    expiresMs: null,
    tenantIds: null,
    memberships,
  };
}

function serviceAccount(scopes: (Scope | "*")[], role: "ADMIN" | "VIEWER" = "ADMIN"): Actor {
  return {
    kind: "service_account",
    serviceAccountId: "s",
    serviceAccountTokenId: "t",
    scopes: new Set(scopes),
    expiresMs: null,
    memberships: new Map([[OURS, role]]),
  };
}

test("authorize() refuses each actor with the error that fits", () => {
  const cases: [Actor, Action, string | null, new () => Error][] = [
    [ANONYMOUS, "project.read", OURS, UnauthenticatedError],
    [ANONYMOUS, "viewer.read", null, UnauthenticatedError],
    [person("OWNER"), "project.read", THEIRS, NotFoundError],
    [person("OWNER"), "project.read", null, NotFoundError],
    [person("VIEWER"), "project.create", OURS, ForbiddenError],
    [person("DEVELOPER"), "provider.create", OURS, ForbiddenError],
    [token(["projects:read"]), "project.create", OURS, ForbiddenError],
    [token(["*"]), "project.read", THEIRS, NotFoundError],
    [token(["*"], "VIEWER"), "project.create", OURS, ForbiddenError],
    [token([]), "viewer.read", null, ForbiddenError],
    [serviceAccount(["*"]), "project.read", THEIRS, NotFoundError],
    [serviceAccount(["*"], "VIEWER"), "project.create", OURS, ForbiddenError],
    [serviceAccount(["projects:read"]), "project.create", OURS, ForbiddenError],
    [serviceAccount(["*"]), "tenant.transfer", OURS, ForbiddenError],
    [serviceAccount(["*"]), "tenant.create", null, ForbiddenError],
    [serviceAccount(["*"]), "token.create", null, ForbiddenError],
    [serviceAccount([]), "viewer.read", null, ForbiddenError],
  ];
  for (const [actor, action, tenantId, expected] of cases) {
    assert.throws(
      () => authorize(actor, action, tenantId),
      (error) => error instanceof expected,
      `${actor.kind} ${action}`,
    );
    assert.equal(isAuthorized(actor, action, tenantId), false);
  }
});

test("authorize() lets pass what the role and the scopes allow", () => {
  assert.equal(authorize(person("VIEWER"), "project.read", OURS).kind, "user");
  assert.equal(authorize(person("ADMIN"), "provider.create", OURS).kind, "user");
  assert.equal(authorize(token(["projects:write"]), "project.create", OURS).kind, "token");
  assert.equal(authorize(token(["projects:write"]), "project.read", OURS).kind, "token");
  assert.equal(authorize(token(["*"]), "config.publish", OURS).kind, "token");
  assert.equal(authorize(serviceAccount(["*"]), "viewer.read", null).kind, "service_account");
  assert.equal(authorize(serviceAccount(["providers:write"]), "provider.create", OURS).kind, "service_account");
  assert.equal(authorize(SYSTEM, "tenant.create", null).kind, "system");
});

test("includesScope() takes write for read and never the reverse", () => {
  assert.equal(includesScope(new Set<Scope>(["routes:write"]), "routes:read"), true);
  assert.equal(includesScope(new Set<Scope>(["routes:read"]), "routes:write"), false);
  assert.equal(includesScope(new Set<Scope>(["routes:write"]), "providers:read"), false);
});

test("ACTIONS lets a viewer do nothing but read, and keep views of their own", () => {
  for (const [action, { roles, scope }] of Object.entries(ACTIONS)) {
    if (action.startsWith("saved_view.")) continue;
    if ((roles as readonly string[]).includes("VIEWER")) assert.match(scope, /:read$/, action);
  }
});
