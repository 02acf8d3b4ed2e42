import assert from "node:assert/strict";
import { getNamedType, type GraphQLObjectType, isObjectType } from "graphql";
import { test } from "../testing/test.ts";
import type { Scope } from "./authorization/actions.ts";
import { schema } from "./graphql/schema.ts";
import type { Api } from "./testing/api.ts";
import { expectedOutcome, type Outcome, type Tester, TESTERS } from "./testing/expected_outcome.ts";
import { firstAnswer } from "./testing/first_answer.ts";
import type { Attempt, OperationRow } from "./testing/operation_row.ts";
import { OPERATION_TABLE } from "./testing/operation_table.ts";
import { makeOperationWorld, type OperationWorld } from "./testing/operation_world.ts";
import { startTestControlPlane } from "./testing/test_control_plane.ts";

/** Fields that are guarded by an action of their own, beside those that every schema has rows for. */
const GUARDED_FIELDS = ["RequestLog.bodies"];

test("OPERATION_TABLE has one row for every operation, node type and connection of the schema", () => {
  const operations = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    .flatMap((type) => type ? fieldsOf(type) : []);
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  const nodes = objects.filter((type) => type.getInterfaces().some(({ name }) => name === "Node"));
  const connections = objects.flatMap((type) =>
    fieldsOf(type, (field) => field.endsWith("Connection")).filter((name) => !name.startsWith("Query."))
  );
  const expected = [...operations, ...nodes.map(({ name }) => `Node.${name}`), ...connections, ...GUARDED_FIELDS];
  assert.deepEqual(OPERATION_TABLE.map((row) => row.operation).sort(), [...new Set(expected)].sort());
});

test("everybody may do exactly what the authorization table says", async (t) => {
  await using plane = await startTestControlPlane({ environment: { GRAPHQL_SUBSCRIPTIONS_EACH_MAX: "100" } });
  const world = await makeOperationWorld(plane);
  const callers = new Callers(world);
  for (const row of OPERATION_TABLE) {
    await t.step(row.operation, async () => {
      const testers = TESTERS.filter((tester) => tester.scopes === undefined || tester.scopes(row) !== null);
      const [may, mayNot] = split(testers, (tester) => expectedOutcome(row, tester) === "allowed");
      await world.tidy();
      // Who is refused changes nothing, so that all of them may try at a time, and the same.
      const attempt = await row.attempt(world);
      const changes = row.operation.startsWith("Mutation.") || row.alone;
      await Promise.all((changes ? mayNot : testers).map((tester) => expectOutcome(callers, { row, tester, attempt })));
      if (!changes) return;
      for (const tester of may) {
        await expectOutcome(callers, { row, tester, attempt: await row.attempt(world) });
      }
    });
  }
});

async function expectOutcome(
  callers: Callers,
  { row, tester, attempt }: { row: OperationRow; tester: Tester; attempt: Attempt },
): Promise<void> {
  const api = await callers.of(tester, row);
  const answer = row.operation.startsWith("Subscription.")
    ? await firstAnswer(api, attempt.query, attempt.variables)
    : await api.send(attempt.query, attempt.variables);
  const code = answer.errors?.[0]?.extensions.code ?? answer.data?.result?.code;
  const outcome: Outcome = code ?? "allowed";
  assert.equal(outcome, expectedOutcome(row, tester), `${row.operation} by ${tester.name}: ${JSON.stringify(answer)}`);
}

/** The testers as callers of the API, each made once. */
class Callers {
  readonly #world: OperationWorld;
  readonly #made = new Map<string, Promise<Api>>();

  constructor(world: OperationWorld) {
    this.#world = world;
  }

  of(tester: Tester, row: OperationRow): Promise<Api> {
    const scopes = tester.scopes?.(row) ?? null;
    const key = `${tester.who} ${tester.role} ${scopes?.join()}`;
    let made = this.#made.get(key);
    if (made === undefined) this.#made.set(key, made = this.#make(tester, scopes));
    return made;
  }

  async #make({ who, role }: Tester, scopes: readonly Scope[] | null): Promise<Api> {
    const { plane, tenantUuid } = this.#world;
    const granted = scopes === null ? ["*"] : [...scopes];
    switch (who) {
      case "anonymous":
        return plane.anonymous;
      case "world's owner":
        return scopes === null ? plane.owner : await plane.ownerWith(granted);
      case "member":
        return await plane.member(tenantUuid, role!, granted);
      case "service account":
        return await plane.serviceAccount(tenantUuid, role!, granted);
      case "stranger": {
        const tenant = await plane.db.tenant.create({ data: { name: "Other", slug: "other" } });
        return await plane.member(tenant.id, role!, granted);
      }
    }
  }
}

function split<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function fieldsOf(type: GraphQLObjectType, wanted: (typeName: string) => boolean = () => true): string[] {
  return Object.values(type.getFields())
    .filter((field) => wanted(getNamedType(field.type).name))
    .map((field) => `${type.name}.${field.name}`);
}
