import assert from "node:assert/strict";
import { ADMIN, startTestControlPlane } from "../control-plane/testing/test_control_plane.ts";
import { test } from "../testing/test.ts";
import { resetLink } from "./reset_password.ts";

test("resetLink() makes a link that works where the accounts are", async () => {
  await using plane = await startTestControlPlane();
  const options = { databaseUrl: plane.databaseUrl, publicUrl: "http://localhost:3000" };
  const link = await resetLink(ADMIN.email, options);
  const answer = await fetch(link!.replace("http://localhost:3000", plane.url), { redirect: "manual" });
  await answer.body?.cancel();
  const target = new URL(answer.headers.get("location")!);
  assert.equal(target.origin + target.pathname, "http://localhost:3000/reset-password");
  const post = (path: string, body: object) =>
    fetch(`${plane.url}/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const reset = await post("/reset-password", {
    token: target.searchParams.get("token"),
    newPassword: "a new password",
  });
  assert.equal(reset.status, 200, await reset.text());
  const signIn = await post("/sign-in/email", { email: ADMIN.email, password: "a new password" });
  assert.equal(signIn.status, 200, await signIn.text());
});

test("resetLink() makes none for an address without an account", async () => {
  await using plane = await startTestControlPlane();
  const options = { databaseUrl: plane.databaseUrl, publicUrl: "http://localhost:3000" };
  assert.equal(await resetLink("nobody@example.com", options), null);
});
