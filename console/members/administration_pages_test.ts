import assert from "node:assert/strict";
import { encodeGlobalId } from "../../control-plane/graphql/global_id.ts";
import { test } from "../../testing/test.ts";
import { consoleOverPlane } from "../testing/console_over_plane.ts";

test("the pages about a team read without a script", async (t) => {
  await using console = await consoleOverPlane();
  const { plane, tenantPath, projectPath } = console;
  const { id } = await plane.db.tenant.findFirstOrThrow();
  const owner = await plane.ownerWith(["*"]);

  await t.step("an invitation's link tells whom it is for, and makes nobody else a member", async () => {
    const input = { tenantId: encodeGlobalId("Tenant", id), email: "grace@example.com", role: "DEVELOPER" };
    const { sent } = await owner.mutate("inviteMember", input, "sent { acceptUrl }");
    const path = new URL(sent.acceptUrl).pathname;
    const shown = await console.get(path);
    assert.equal(shown.status, 200);
    assert.match(shown.html, /grace@example\.com/);
    assert.match(shown.html, /You are signed in as/);
    const accepted = await console.post(path, {});
    assert.equal(accepted.status, 422);
    assert.equal(await plane.db.membership.count({ where: { tenantId: id } }), 1);
    const none = await console.get("/invitations/nobody-has-this");
    assert.equal(none.status, 404);
    assert.match(none.html, /This link leads nowhere/);
  });

  await t.step("what is on them is there from the server", async () => {
    const expected: [path: string, ...texts: RegExp[]][] = [
      [`${tenantPath}/members`, /owner@example\.com|Owner/, /grace@example\.com/],
      [`${tenantPath}/service-accounts`, /No service accounts yet/],
      ["/account", /Given at the first start|Personal access tokens/, /This one/],
      [`${tenantPath}/audit`, /invitation\.create/, /href="\/api\/export\/audit\.csv\?tenantId=/],
      [`${tenantPath}/audit?action=invitation.*`, /invitation\.create/],
      [`${tenantPath}/audit?text=x`, /text/],
      [`${tenantPath}/settings`, /Master keys/, /No record is missing/],
      [`${tenantPath}/webhooks`, /No webhooks yet/],
      [`${projectPath}/playground`, /value="default"/],
    ];
    for (const [path, ...texts] of expected) {
      const { status, html } = await console.get(path);
      assert.equal(status, 200, path);
      for (const text of texts) assert.match(html, text, path);
    }
    assert.equal((await console.get(`${tenantPath}/webhooks/nobody`)).status, 404);
  });
});
