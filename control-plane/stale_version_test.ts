import assert from "node:assert/strict";
import { isInputObjectType, isObjectType } from "graphql";
import { test } from "../testing/test.ts";
import { schema } from "./graphql/schema.ts";
import type { Api, GraphqlData } from "./testing/api.ts";
import { type OperationWorld, startOperationWorld } from "./testing/operation_world.ts";

/** A type that has versions, and everything that changes an object of it. */
interface VersionedRow {
  type: string;
  make(world: OperationWorld): Promise<string>;
  /** What one person changes. */
  change: Record<string, unknown>;
  /** What takes it out of use, if anything does. */
  end?: "archive" | "revoke";
  isRestored?: true;
  rotate?: string;
}

const TYPES: readonly VersionedRow[] = [
  {
    type: "Project",
    make: ({ fresh }) => fresh.projectId(),
    change: { name: "by one" },
    end: "archive",
    isRestored: true,
  },
  { type: "Provider", make: ({ fresh }) => fresh.providerId(), change: {}, end: "archive", isRestored: true },
  { type: "Route", make: ({ fresh }) => fresh.routeId(), change: { name: "by-one" }, end: "archive", isRestored: true },
  {
    type: "Policy",
    make: ({ fresh }) => fresh.policyId(),
    change: { name: "by one" },
    end: "archive",
    isRestored: true,
  },
  {
    type: "Price",
    make: ({ fresh }) => fresh.priceId(),
    change: { inputPerMillionUsd: "7" },
    end: "archive",
    isRestored: true,
  },
  {
    type: "ApiKey",
    make: ({ fresh }) => fresh.apiKeyId(),
    change: { name: "by one" },
    end: "revoke",
    rotate: "rotateApiKey",
  },
  {
    type: "WebhookEndpoint",
    make: ({ fresh }) => fresh.webhookEndpointId(),
    change: { description: "by one" },
    end: "archive",
    rotate: "rotateWebhookSecret",
  },
  { type: "ServiceAccount", make: ({ fresh }) => fresh.serviceAccountId(), change: { name: "by one" }, end: "archive" },
  { type: "SavedView", make: ({ fresh }) => fresh.savedViewId(), change: { name: "by one" } },
  { type: "Tenant", make: ({ fresh }) => fresh.sharedTenantId(), change: { name: "By one" } },
];

test("every type that has versions is in the table, and every change of one takes a version", () => {
  const versioned = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === "Node"))
    .filter((type) => isObjectType(type) && "version" in type.getFields() && `update${type.name}` in mutations());
  assert.deepEqual(versioned.map(({ name }) => name).sort(), TYPES.map(({ type }) => type).sort());
  const without = TYPES.flatMap(changesOf).filter((mutation) => {
    const input = schema.getType(`${capital(mutation)}Input`);
    return !isInputObjectType(input) || !("version" in input.getFields());
  });
  assert.deepEqual(without, []);
});

test("two people who edit the same object: the later gets a conflict with both versions and the object as it is", async (t) => {
  await using made = await startOperationWorld();
  const { world } = made;
  for (const row of TYPES) {
    await t.step(row.type, async () => {
      const id = await row.make(world);
      const run = (mutation: string, input: object) => attempt(world.owner, { row, mutation, input: { id, ...input } });
      const first = await run(`update${row.type}`, { ...row.change, version: 1 });
      assert.equal(first.__typename, `Update${row.type}Payload`);
      for (const mutation of changesOf(row).filter((name) => !name.startsWith("restore"))) {
        const late = await run(mutation, { ...(mutation.startsWith("update") ? row.change : {}), version: 1 });
        assert.equal(late.__typename, "ConflictError", mutation);
        assert.deepEqual([late.baseVersion, late.currentVersion, late.current.version], [1, 2, 2], mutation);
        assert.deepEqual([late.current.id, late.current.__typename], [id, row.type]);
        for (const [name, value] of Object.entries(row.change)) assert.equal(late.current[name], value);
        assert.match(late.message, /version 2/);
      }
      if (row.end === undefined) return;
      assert.match((await run(`${row.end}${row.type}`, { version: 2 })).__typename, /Payload$/);
      const over = await run(`update${row.type}`, { ...row.change, version: 2 });
      assert.deepEqual([over.baseVersion, over.currentVersion], [2, 3], "out of use is another version");
      if (!row.isRestored) return;
      assert.notEqual(over.current.archivedAt, null);
      assert.equal((await run(`restore${row.type}`, { version: 2 })).currentVersion, 3);
      assert.match((await run(`restore${row.type}`, { version: 3 })).__typename, /Payload$/);
      assert.match((await run(`restore${row.type}`, {})).__typename, /Payload$/, "twice is once");
    });
  }

  await t.step("a provider's keys, by the provider's version", async () => {
    const providerId = await world.fresh.keyedProviderId();
    const add = { providerId, apiKey: "sk-one-more-provider-key", providerVersion: 1 };
    const added = await world.owner.mutate("addProviderKey", add, "providerKey { id }");
    const id = added.providerKey.id;
    const row = { type: "Provider", change: {} };
    for (
      const [mutation, input] of [
        ["addProviderKey", add],
        ["updateProviderKey", { id, weight: 2, providerVersion: 1 }],
        ["removeProviderKey", { id, providerVersion: 1 }],
      ] as const
    ) {
      const late = await attempt(world.owner, { row, mutation, input });
      assert.deepEqual([late.baseVersion, late.currentVersion, late.current.id], [1, 2, providerId], mutation);
    }
  });

  await t.step("four edits at once: one is made, the others are conflicts", async () => {
    const id = await world.fresh.routeId();
    const edit = (name: string) => world.owner.mutate("updateRoute", { id, name, version: 1 });
    const answers = await Promise.all(["one", "two", "three", "four"].map(edit));
    const conflicts = answers.filter(({ __typename }) => __typename === "ConflictError");
    assert.equal(conflicts.length, 3);
  });
});

/** One mutation, with all that a conflict tells of it. */
async function attempt(
  owner: Api,
  { row, mutation, input }: { row: Pick<VersionedRow, "type" | "change">; mutation: string; input: object },
): Promise<GraphqlData> {
  const { result } = await owner.data(
    `mutation ($input: ${capital(mutation)}Input!) { result: ${mutation}(input: $input) { __typename
      ... on ConflictError { message baseVersion currentVersion
        current { id __typename ... on Versioned { archivedAt }
          ... on ${row.type} { version ${Object.keys(row.change).join(" ")} } } } } }`,
    { input },
  );
  return result;
}

/** The mutations that change an object of the type. */
function changesOf({ type, end, isRestored, rotate }: VersionedRow): string[] {
  return [
    `update${type}`,
    ...(end === undefined ? [] : [`${end}${type}`]),
    ...(isRestored ? [`restore${type}`] : []),
    ...(rotate === undefined ? [] : [rotate]),
  ];
}

function mutations() {
  return schema.getMutationType()!.getFields();
}

function capital(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}
