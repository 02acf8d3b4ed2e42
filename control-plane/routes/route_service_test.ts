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
    [
      JSON.parse('{"type":"fallback","children":['.repeat(1_000) + JSON.stringify(target("mock")) + "]}".repeat(1_000)),
      ["tree"],
    ],
  ];
  for (const [tree, paths] of cases) {
    const answer = await world.owner.mutate("createRoute", { projectId: world.projectId, name: "r", tree });
    assert.equal(answer.__typename, "ValidationError", JSON.stringify([tree, answer]).slice(0, 500));
    assert.deepEqual(answer.issues.map((issue: { path: string[] }) => issue.path.join(".")), paths);
  }
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
