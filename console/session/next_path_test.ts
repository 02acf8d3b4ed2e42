import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { nextPath, signInPath } from "./next_path.ts";

test("nextPath() keeps paths of the console", () => {
  for (const path of ["/", "/t/acme/p/x/logs", "/t/acme?model=a%2Fb&x=1", "/onboarding#key", "/t/ä".normalize()]) {
    assert.equal(nextPath(path), new URL(path, "http://h").href.slice("http://h".length), path);
  }
});

test("nextPath() leads to no other site and back into no form of signing in", () => {
  const refused = [
    null,
    undefined,
    "",
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "/%2e//evil.example",
    "javascript:alert(1)",
    "t/acme",
    "/sign-in",
    "/sign-in?next=/sign-in",
    "/x/../sign-out",
    "/api/auth/sign-out",
    "/graphql?query=x",
    `/${"a".repeat(2_048)}`,
  ];
  for (const path of refused) assert.equal(nextPath(path), "/", String(path));
});

test("signInPath() leads back to where somebody was going", () => {
  assert.equal(signInPath(new URL("http://h/t/a?x=1&y=2")), "/sign-in?next=%2Ft%2Fa%3Fx%3D1%26y%3D2");
  assert.equal(signInPath(new URL("http://h/")), "/sign-in");
});
