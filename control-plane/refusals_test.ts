import assert from "node:assert/strict";
import { getNamedType, type GraphQLObjectType, isObjectType } from "graphql";
import { test } from "../testing/test.ts";
import { ACTIONS, type Scope, SCOPES } from "./authorization/actions.ts";
import { schema } from "./graphql/schema.ts";
import type { Api } from "./testing/api.ts";
import { OPERATION_TABLE, type OperationRow } from "./testing/operation_table.ts";
import { makeOperationWorld, type OperationWorld } from "./testing/operation_world.ts";
import { firstAnswer } from "./testing/first_answer.ts";
import { startTestControlPlane } from "./testing/test_control_plane.ts";

test("OPERATION_TABLE has a row for every operation, node type and connection of the schema", () => {
  const operations = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    .flatMap((type) => type ? fieldsOf(type) : []);
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  const nodes = objects.filter((type) => type.getInterfaces().some(({ name }) => name === "Node"));
  const connections = objects.flatMap((type) =>
    fieldsOf(type, (field) => field.endsWith("Connection")).filter((name) => !name.startsWith("Query."))
  );
  const expected = [...operations, ...nodes.map(({ name }) => `Node.${name}`), ...connections];
  assert.deepEqual(new Set(OPERATION_TABLE.map((row) => row.operation)), new Set(expected));
});

test("every operation refuses strangers, viewers, anonymous callers and tokens without its scope", async (t) => {
  await using plane = await startTestControlPlane();
  const world = await makeOperationWorld(plane);
  const viewer = await plane.member(world.tenantUuid, "VIEWER");
  const stranger = await otherTenantsOwner(world);
  for (const row of OPERATION_TABLE) {
    await t.step(row.operation, async () => {
      const { roles, scope } = ACTIONS[row.action];
      const attempt = await row.attempt(world);
      if (row.public) {
        for (const api of [plane.anonymous, stranger, viewer, world.owner]) {
          assert.equal(await outcome(api, row, attempt), null);
        }
        return;
      }
      assert.equal(await outcome(plane.anonymous, row, attempt), "UNAUTHENTICATED", "anonymous");
      if (row.stranger !== "allowed") assert.equal(await outcome(stranger, row, attempt), "NOT_FOUND", "stranger");
      if (roles !== "self" && !(roles as readonly string[]).includes("VIEWER")) {
        assert.equal(await outcome(viewer, row, attempt), "FORBIDDEN", "viewer");
      }
      const limited = await plane.ownerWith(scopesWithout(scope));
      assert.equal(await outcome(limited, row, attempt), "FORBIDDEN", "token without its scope");
      // Last, since it may use the object up: the attempt itself is sound.
      assert.equal(await outcome(world.owner, row, attempt), null, "owner");
    });
  }
});

/** The code of what refused it; null when nothing did. */
async function outcome(
  api: Api,
  row: OperationRow,
  { query, variables }: { query: string; variables?: Record<string, unknown> },
): Promise<string | null> {
  const answer = row.operation.startsWith("Subscription.")
    ? await firstAnswer(api, query, variables)
    : await api.send(query, variables);
  const error = answer.errors?.[0];
  if (error !== undefined) return error.extensions.code;
  return answer.data?.result?.code ?? null;
}

function scopesWithout(scope: Scope): string[] {
  return SCOPES.filter((other) => other !== scope && other !== scope.replace(/:read$/, ":write"));
}

/** A person with a tenant of their own, who has nothing to do with the world's. */
async function otherTenantsOwner({ plane }: OperationWorld): Promise<Api> {
  const tenant = await plane.db.tenant.create({ data: { name: "Other", slug: "other" } });
  return await plane.member(tenant.id, "OWNER");
}

function fieldsOf(type: GraphQLObjectType, wanted: (typeName: string) => boolean = () => true): string[] {
  return Object.values(type.getFields())
    .filter((field) => wanted(getNamedType(field.type).name))
    .map((field) => `${type.name}.${field.name}`);
}
