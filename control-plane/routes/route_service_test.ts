import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { MOCK_TREE, startOperationWorld } from "../testing/operation_world.ts";

test("createRoute() names every wrong place of its tree", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const target = (provider: string) => ({ type: "target", provider, model: "m" });
  const condition = { type: "field", field: "model", operator: "equals", value: "x" };
  const cases: [unknown, string[]][] = [
    [target("nobody"), ["tree.provider"]],
    [{ type: "fallback", children: [target("mock"), target("nobody")] }, ["tree.children.1.provider"]],
    [{ type: "split", children: [{ weight: 1, node: target("nobody") }] }, ["tree.children.0.node.provider"]],
    [{ type: "when", condition, then: target("no1"), else: target("no2") }, [
      "tree.then.provider",
      "tree.else.provider",
    ]],
    [{ type: "nonsense" }, ["tree.type"]],
    [{ type: "target", provider: "mock" }, ["tree.model"]],
    [{ type: "when", condition: { ...condition, operator: "like" }, then: target("mock"), else: target("mock") }, [
      "tree.condition.operator",
    ]],
    ["text", ["tree"]],
  ];
  for (const [tree, paths] of cases) {
    const answer = await world.owner.mutate("createRoute", { projectId: world.projectId, name: "r", tree });
    assert.equal(answer.__typename, "ValidationError", JSON.stringify([tree, answer]).slice(0, 500));
    assert.deepEqual(answer.issues.map((issue: { path: string[] }) => issue.path.join(".")), paths);
  }
  const deep = JSON.parse(
    '{"type":"fallback","children":['.repeat(1_000) + JSON.stringify(target("mock")) + "]}".repeat(1_000),
  );
  const { errors } = await world.owner.send(
    "mutation ($input: CreateRouteInput!) { createRoute(input: $input) { __typename } }",
    { input: { projectId: world.projectId, name: "r", tree: deep } },
  );
  assert.equal(errors?.[0]?.extensions.code, "VALIDATION", "no thousand levels exhaust a stack");
  for (const type of ["fastest", "cheapest"]) {
    const tree = { type, children: [target("mock")] };
    const answer = await world.owner.mutate(
      "createRoute",
      { projectId: world.projectId, name: type, tree },
      "route { tree }",
    );
    assert.deepEqual(answer.route.tree, tree);
  }
});

test("updateRoute() refuses a change that is based on an older version", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const change = (version: number | null) =>
    world.owner.mutate("updateRoute", { id: world.routeId, tree: MOCK_TREE, version }, "route { version }");
  assert.equal((await change(1)).route.version, 2);
  assert.equal((await change(1)).code, "CONFLICT");
  assert.equal((await change(null)).route.version, 3);
  const both = await Promise.all([change(3), change(3)]);
  assert.deepEqual(both.map((answer) => answer.code ?? "done").sort(), ["CONFLICT", "done"]);
});

test("createRoute() and updateRoute() keep names and aliases apart within a project", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const { owner, projectId } = world;
  const create = (name: string, aliases?: string[]) =>
    owner.mutate("createRoute", { projectId, name, tree: MOCK_TREE, aliases }, "route { id name aliases version }");
  const { route: first } = await create("first", ["openai/gpt-4o", "claude-*", "*"]);
  assert.deepEqual(first.aliases, ["openai/gpt-4o", "claude-*", "*"]);
  const { route: second } = await create("second");
  assert.deepEqual(second.aliases, []);

  const wrong: [string[], string[]][] = [
    [["with space"], ["aliases.0"]],
    [["ok", "a*b"], ["aliases.1"]],
    [["third"], ["aliases.0"]],
    [["twice", "once", "twice"], ["aliases.2"]],
    [Array.from({ length: 33 }, (_, index) => `alias-${index}`), ["aliases"]],
  ];
  for (const [aliases, paths] of wrong) {
    const answer = await create("third", aliases);
    assert.deepEqual(answer.issues?.map(({ path }: { path: string[] }) => path.join(".")), paths, String(aliases));
  }
  const update = (id: string, change: object) =>
    owner.mutate("updateRoute", { id, ...change }, "route { name aliases }");
  const taken = [
    await create("claude-3", ["first"]),
    await create("claude-3", ["claude-*"]),
    await update(second.id, { aliases: ["free", "openai/gpt-4o"] }),
    await update(second.id, { name: "first" }),
  ];
  for (const answer of taken) {
    assert.equal(answer.code, "CONFLICT");
    assert.match(answer.message, /leads to the route 'first' of this project already/);
  }
  assert.equal((await create("shared")).code, undefined);
  assert.equal((await update(first.id, { aliases: ["shared"] })).code, "CONFLICT");

  assert.deepEqual((await update(first.id, { aliases: ["claude-*"] })).route.aliases, ["claude-*"]);
  assert.deepEqual((await update(first.id, { tree: MOCK_TREE })).route.aliases, ["claude-*"]);
  assert.deepEqual((await update(second.id, { aliases: ["openai/gpt-4o"] })).route.aliases, ["openai/gpt-4o"]);
  await owner.mutate("archiveRoute", { id: first.id });
  assert.deepEqual((await update(second.id, { name: "first", aliases: ["claude-*"] })).route, {
    name: "first",
    aliases: ["claude-*"],
  });
  const other = await owner.mutate("createProject", { tenantId: world.tenantId, name: "Other" }, "project { id }");
  const elsewhere = { projectId: other.project.id, name: "first", tree: MOCK_TREE, aliases: ["claude-*"] };
  assert.equal((await owner.mutate("createRoute", elsewhere)).code, undefined);
});

test("updateRoute() lets one of several have an alias that all want at once", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const ids = await Promise.all(Array.from({ length: 4 }, () => world.fresh.routeId()));
  const answers = await Promise.all(ids.map((id) => world.owner.mutate("updateRoute", { id, aliases: ["wanted"] })));
  assert.deepEqual(answers.map(({ code }) => code ?? "done").sort(), ["CONFLICT", "CONFLICT", "CONFLICT", "done"]);
});

test("createRoute() and updateRoute() keep a cache's bounds", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const { owner, projectId } = world;
  const shown = "route { id cache { ttlSeconds answerBytesMax } }";
  const input = { projectId, name: "kept", tree: MOCK_TREE, cache: { ttlSeconds: 60 } };
  const { route } = await owner.mutate("createRoute", input, shown);
  assert.deepEqual(route.cache, { ttlSeconds: 60, answerBytesMax: 1_048_576 });
  const steps: [unknown, unknown][] = [
    [undefined, { ttlSeconds: 60, answerBytesMax: 1_048_576 }],
    [{ ttlSeconds: 1, answerBytesMax: 1_024 }, { ttlSeconds: 1, answerBytesMax: 1_024 }],
    [null, null],
  ];
  for (const [cache, expected] of steps) {
    assert.deepEqual((await owner.mutate("updateRoute", { id: route.id, cache }, shown)).route.cache, expected);
  }
  const wrong: [object, string][] = [
    [{ ttlSeconds: 0 }, "cache.ttlSeconds"],
    [{ ttlSeconds: 2_592_001 }, "cache.ttlSeconds"],
    [{ ttlSeconds: 1, answerBytesMax: 1_023 }, "cache.answerBytesMax"],
  ];
  for (const [cache, path] of wrong) {
    const answer = await owner.mutate("updateRoute", { id: route.id, cache });
    assert.deepEqual(answer.issues?.map((issue: { path: string[] }) => issue.path.join(".")), [path]);
  }
});

test("createRoute() takes a target's retries and slowest stream, and refuses what is out of bounds", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const create = (change: object) =>
    world.owner.mutate(
      "createRoute",
      { projectId: world.projectId, name: world.name(), tree: { ...MOCK_TREE, ...change } },
      "route { tree }",
    );
  const change = { retries: 0, slowStream: { chunksMin: 5, windowMs: 1_000 } };
  assert.deepEqual((await create(change)).route.tree, { ...MOCK_TREE, ...change });
  assert.equal((await create({ retries: 6 })).issues[0].path.join("."), "tree.retries");
  assert.equal((await create({ slowStream: { chunksMin: 5 } })).issues[0].path.join("."), "tree.slowStream.windowMs");
});
