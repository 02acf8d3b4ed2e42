import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { consoleOverPlane } from "../testing/console_over_plane.ts";
import { routeIdOf } from "./route_paths.ts";

test("the pages of routes make, change, publish, archive and restore a route without a script", async (context) => {
  await using console = await consoleOverPlane();
  const path = `${console.projectPath}/routes`;
  const { db } = console.plane;
  const form = (name: string, tree: unknown, more: Record<string, string> = {}) => ({
    action: "save",
    version: "0",
    name,
    aliases: "gpt-*, claude-*",
    ttlSeconds: "",
    answerBytesMax: "",
    tree: typeof tree === "string" ? tree : JSON.stringify(tree),
    ...more,
  });
  const mock = { type: "target", provider: "mock", model: "demo" };
  const rowOf = async () => await db.route.findFirstOrThrow({ where: { name: { startsWith: "made" } } });

  await context.step("the list shows what is published, and a new route begins with nothing", async () => {
    const { html } = await console.get(path);
    assert.match(html, /mock\/demo/);
    assert.match(html, />Published</);
    const begun = await console.get(`${path}/new`);
    assert.match(begun.html, /This route has no node yet/);
    assert.match(begun.html, /<noscript>/);
  });

  await context.step("what is wrong is told, and what was typed stays", async () => {
    for (
      const [name, tree, problem] of [
        ["made", "{", /The tree is no JSON/],
        ["a b", mock, /1 to 64 letters/],
        ["made", { ...mock, provider: "nobody" }, /nobody/],
        ["made", { type: "fallback", children: [] }, /children/],
        ["default", mock, /leads to the route|named (&#39;|')default/],
      ] as const
    ) {
      const answer = await console.post(`${path}/new`, form(name, tree));
      assert.equal(answer.status, 422);
      assert.match(answer.html, problem);
      assert.match(answer.html, /gpt-\*, claude-\*/);
    }
  });

  let route = "";
  await context.step("a route is made, and its page shows the tree", async () => {
    const made = await console.post(`${path}/new`, form("made", { type: "fallback", children: [mock, mock] }));
    assert.equal(made.status, 303);
    route = made.location!;
    const { html } = await console.get(route);
    assert.match(html, /role="tree"/);
    assert.equal(html.match(/role="treeitem"/g)!.length, 3);
    assert.match(html, /The draft differs from revision 1/);
    assert.match((await console.get(path)).html, />New</);
    assert.equal(routeIdOf(route.split("/").at(-1)!), btoa(`Route:${(await rowOf()).id}`));
  });

  await context.step("a change is held against its version, and published", async () => {
    const changed = form("made", mock, { version: "1", ttlSeconds: "60" });
    assert.equal((await console.post(route, changed)).status, 303);
    assert.deepEqual((await rowOf()).cache, { ttlSeconds: 60 });
    const stale = await console.post(route, changed);
    assert.equal(stale.status, 422);
    assert.match(stale.html, /changed|version/);
    const published = await console.post(route, { action: "publish", baseRevision: "1" });
    assert.deepEqual([published.status, published.location], [303, route]);
    assert.doesNotMatch((await console.get(path)).html, />New</);
  });

  await context.step("a copy begins with the tree of another", async () => {
    const { html } = await console.get(`${path}/new?from=${route.split("/").at(-1)}`);
    assert.match(html, /made-2/);
    assert.match(html, /mock\/demo/);
  });

  await context.step("it is archived by its name, and restored", async () => {
    const { id, version } = await rowOf();
    const archive = { action: "archive", id: btoa(`Route:${id}`), version: String(version), name: "made" };
    assert.equal((await console.post(path, { ...archive, confirmation: "other" })).status, 422);
    assert.equal((await console.post(path, { ...archive, confirmation: "made" })).status, 303);
    assert.doesNotMatch((await console.get(path)).html, />made</);
    const archived = await console.get(`${path}?archived=1`);
    assert.match(archived.html, />Restore</);
    assert.match((await console.get(route)).html, /This route is archived/);
    const restore = { action: "restore", id: archive.id, version: String((await rowOf()).version) };
    assert.equal((await console.post(path, restore)).status, 303);
    assert.match((await console.get(path)).html, />made</);
  });

  await context.step("what is not of the project is not there", async () => {
    for (const id of ["nothing", "Route:01920000-0000-7000-8000-000000000000"]) {
      assert.equal((await console.get(`${path}/${btoa(id).replace(/=+$/, "")}`)).status, 404);
    }
    assert.equal((await console.post(route, { action: "dance" })).status, 400);
  });
});
