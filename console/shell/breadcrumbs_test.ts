import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { breadcrumbs } from "./breadcrumbs.ts";

const project = { id: "p1", name: "Web shop" };
const tenant = { id: "t", slug: "acme", name: "Acme", timeZone: "UTC", role: "OWNER", projects: [project] };
const place = { tenant, project };

test("breadcrumbs() leads from the tenant to the page, and names what the page is about", () => {
  const trail = (pathname: string, detail: string | null = null) =>
    breadcrumbs(pathname, place, detail).map(({ title, href }) => `${title} ${href ?? "here"}`);
  assert.deepEqual(trail("/t/acme/members"), ["Acme /t/acme", "Members here"]);
  assert.deepEqual(trail("/t/acme/p/p1/routes"), ["Acme /t/acme", "Web shop /t/acme/p/p1", "Routes here"]);
  assert.deepEqual(trail("/t/acme/p/p1/routes/r1", "chat"), [
    "Acme /t/acme",
    "Web shop /t/acme/p/p1",
    "Routes /t/acme/p/p1/routes",
    "chat here",
  ]);
  assert.deepEqual(trail("/onboarding"), []);
  assert.deepEqual(breadcrumbs("/t/acme/members", null, null), []);
});
