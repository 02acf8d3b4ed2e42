import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import type { GraphqlData } from "./testing/api.ts";
import { startOperationWorld } from "./testing/operation_world.ts";

type Fresh = "projectId" | "providerId" | "routeId" | "policyId" | "priceId" | "apiKeyId" | "webhookEndpointId";

/** Every type that has versions: how one is made, the changes of it, and what shows one person's change in `current`. */
const TYPES: { type: string; fresh: Fresh; change: object; shown: string; ends: string[] }[] = [
  { type: "Project", fresh: "projectId", change: { name: "by one" }, shown: "name", ends: ["archive"] },
  {
    type: "Provider",
    fresh: "providerId",
    change: {},
    shown: "name",
    ends: ["archive"],
  },
  { type: "Route", fresh: "routeId", change: { name: "by-one" }, shown: "name", ends: ["archive"] },
  { type: "Policy", fresh: "policyId", change: { name: "by one" }, shown: "name", ends: ["archive"] },
  {
    type: "Price",
    fresh: "priceId",
    change: { inputPerMillionUsd: "7" },
    shown: "inputPerMillionUsd",
    ends: ["archive"],
  },
  { type: "ApiKey", fresh: "apiKeyId", change: { name: "by one" }, shown: "name", ends: ["revoke"] },
  {
    type: "WebhookEndpoint",
    fresh: "webhookEndpointId",
    change: { description: "by one" },
    shown: "description",
    ends: ["archive"],
  },
];

/** The other mutations that take a version. */
const ROTATIONS: Record<string, string> = { ApiKey: "rotateApiKey", WebhookEndpoint: "rotateWebhookSecret" };

test("two people who edit the same object: the later gets a conflict with both versions and the object as it is", async (t) => {
  await using made = await startOperationWorld();
  const { owner, fresh } = made.world;
  for (const { type, fresh: kind, change, shown, ends } of TYPES) {
    await t.step(type, async () => {
      const id = await fresh[kind]();
      const conflict = async (mutation: string, input: object) => {
        const name = mutation[0]!.toUpperCase() + mutation.slice(1);
        const answer = await owner.data(
          `mutation ($input: ${name}Input!) { result: ${mutation}(input: $input) { __typename ... on ConflictError {
            message baseVersion currentVersion current { id __typename ... on Versioned { archivedAt } ... on ${type} { version ${shown} } }
          } } }`,
          { input: { id, ...input } },
        );
        return answer.result as GraphqlData;
      };
      const first = await conflict(`update${type}`, { ...change, version: 1 });
      assert.equal(first.__typename, `Update${type}Payload`);
      const stale = [[`update${type}`, change], ...ends.map((end) => [`${end}${type}`, {}])] as [string, object][];
      if (type in ROTATIONS) stale.push([ROTATIONS[type]!, {}]);
      for (const [mutation, input] of stale) {
        const late = await conflict(mutation, { ...input, version: 1 });
        assert.equal(late.__typename, "ConflictError", mutation);
        assert.deepEqual([late.baseVersion, late.currentVersion, late.current.version], [1, 2, 2], mutation);
        assert.deepEqual([late.current.id, late.current.__typename], [id, type]);
        const [value] = Object.values(change);
        if (value !== undefined) assert.equal(late.current[shown], value);
        assert.match(late.message, /version 2/);
      }
      const [end] = ends;
      assert.match((await conflict(`${end}${type}`, { version: 2 })).__typename, /Payload$/);
      const over = await conflict(`update${type}`, { ...change, version: 2 });
      assert.deepEqual([over.baseVersion, over.currentVersion], [2, 3], "out of use is another version");
      if (end === "revoke" || type === "WebhookEndpoint") return;
      assert.notEqual(over.current.archivedAt, null);
      assert.equal((await conflict(`restore${type}`, { version: 2 })).currentVersion, 3);
      assert.equal((await conflict(`restore${type}`, { version: 3 })).__typename, `Restore${type}Payload`);
      assert.equal((await conflict(`restore${type}`, {})).__typename, `Restore${type}Payload`, "twice is once");
    });
  }
});

test("two edits at once: one is made, the other is a conflict, whoever is first", async () => {
  await using made = await startOperationWorld();
  const { owner, routeId } = made.world;
  const edit = (name: string) => owner.mutate("updateRoute", { id: routeId, name, version: 1 });
  const answers = await Promise.all(["one", "two", "three", "four"].map(edit));
  assert.deepEqual(
    answers.map(({ __typename }) => __typename).sort(),
    ["ConflictError", "ConflictError", "ConflictError", "UpdateRoutePayload"],
  );
});
