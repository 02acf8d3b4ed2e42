import assert from "node:assert/strict";
import { configRevision } from "../../shared/contracts/config_revision.ts";
import { test } from "../../testing/test.ts";
import { startOperationWorld } from "../testing/operation_world.ts";

const PRICE = `price {
  id provider model version archivedAt inputPerMillionUsd outputPerMillionUsd cacheReadPerMillionUsd
  cacheWritePerMillionUsd tierMultipliers { tier multiplier }
}`;

const EFFECTIVE = `query ($tenantId: ID!, $provider: String!, $model: String!, $published: Boolean!) {
  effectivePrice(tenantId: $tenantId, provider: $provider, model: $model, published: $published) {
    source version override { id } input { perMillionUsd } output { perMillionUsd } cacheRead { perMillionUsd }
    tierMultipliers { tier multiplier }
  }
}`;

test("prices are kept exactly, part of the revision, and told apart from the price list", async (t) => {
  await using made = await startOperationWorld();
  const { plane, world: { owner, tenantId, tenantUuid } } = made;
  const create = (input: object) => owner.mutate("createPrice", { tenantId, ...input }, PRICE);
  const effective = async (model: string, { provider = "mock", published = false } = {}) =>
    (await owner.data(EFFECTIVE, { tenantId, provider, model, published })).effectivePrice;
  const publish = async () => (await owner.mutate("publishConfig", { tenantId }, "changed revision { hash }"));
  const before = await publish();

  const { price } = await create({
    provider: "mock",
    model: " demo ",
    inputPerMillionUsd: "0.0375",
    outputPerMillionUsd: "1000000",
    tierMultipliers: [{ tier: "flex", multiplier: "0.25" }, { tier: "batch", multiplier: 0.1 }],
  });
  const rates = { inputPerMillionUsd: "0.0375", outputPerMillionUsd: "1000000" };
  const cache = { cacheReadPerMillionUsd: null, cacheWritePerMillionUsd: null };
  const tierMultipliers = [{ tier: "batch", multiplier: "0.1" }, { tier: "flex", multiplier: "0.25" }];

  await t.step("createPrice() keeps every decimal", () => {
    const { id: _id, ...kept } = price;
    const place = { provider: "mock", model: "demo", version: 1, archivedAt: null };
    assert.deepEqual(kept, { ...place, ...rates, ...cache, tierMultipliers });
  });

  await t.step("the draft's price is effective, the published one is the list's until it is published", async () => {
    assert.deepEqual(await effective("demo"), {
      source: "OVERRIDE",
      version: (await effective("demo")).version,
      override: { id: price.id },
      input: { perMillionUsd: "0.0375" },
      output: { perMillionUsd: "1000000" },
      cacheRead: null,
      tierMultipliers,
    });
    const listed = await effective("demo", { published: true });
    assert.deepEqual([listed.source, listed.input.perMillionUsd, listed.override], ["LIST", "0.5", null]);
    assert.notEqual(listed.version, (await effective("demo")).version);
  });

  await t.step("publishConfig() brings prices sorted, and their absence is the hash of before", async () => {
    const every = (await create({ model: "zed", outputPerMillionUsd: "2" })).price;
    await publish();
    const { document } = await plane.db.revision.findFirstOrThrow({ orderBy: { number: "desc" } });
    const { priceOverrides } = configRevision.parse({
      ...document as object,
      number: 1,
      hash: "a".repeat(64),
      publishedAt: 1,
    });
    assert.deepEqual(priceOverrides.map(({ provider, model }) => [provider, model]), [[null, "zed"], ["mock", "demo"]]);
    assert.equal(priceOverrides[1]!.inputPerMillionUsd, 0.0375);
    assert.equal((await effective("demo", { published: true })).input.perMillionUsd, "0.0375");
    for (const { id } of [every, price]) await owner.mutate("archivePrice", { id });
    assert.equal((await publish()).revision.hash, before.revision.hash);
  });

  await t.step("restorePrice() brings a price back, unless its model has another one", async () => {
    const restore = () => owner.mutate("restorePrice", { id: price.id }, PRICE);
    const other = (await create({ provider: "mock", model: "demo", inputPerMillionUsd: "1" })).price;
    assert.equal((await restore()).code, "CONFLICT");
    await owner.mutate("archivePrice", { id: other.id });
    const restored = (await restore()).price;
    assert.deepEqual([restored.archivedAt, restored.version, restored.inputPerMillionUsd], [null, 3, "0.0375"]);
    assert.equal((await create({ provider: "mock", model: "demo", inputPerMillionUsd: "1" })).code, "CONFLICT");
    const list = `query ($id: ID!, $all: Boolean!) { node(id: $id) { ... on Tenant { prices(includeArchived: $all) {
      edges { node { id } } } } } }`;
    const count = async (all: boolean) => (await owner.data(list, { id: tenantId, all })).node.prices.edges.length;
    assert.deepEqual([await count(false), await count(true)], [1, 3]);
  });

  await t.step("updatePrice() keeps what is left out, and null takes away", async () => {
    const update = (input: object) => owner.mutate("updatePrice", { id: price.id, ...input }, PRICE);
    const changed = (await update({ cacheReadPerMillionUsd: "0.000001", outputPerMillionUsd: null })).price;
    assert.deepEqual(
      [
        changed.inputPerMillionUsd,
        changed.outputPerMillionUsd,
        changed.cacheReadPerMillionUsd,
        changed.tierMultipliers,
      ],
      ["0.0375", null, "0.000001", tierMultipliers],
    );
    assert.deepEqual((await update({ inputPerMillionUsd: null })).issues[0].path, ["cacheReadPerMillionUsd"]);
    const tiersOnly = (await update({ inputPerMillionUsd: null, cacheReadPerMillionUsd: null })).price;
    assert.equal(tiersOnly.inputPerMillionUsd, null);
    const listed = await effective("demo");
    assert.deepEqual([listed.source, listed.override.id, listed.input.perMillionUsd], ["LIST", price.id, "0.5"]);
    const [event] = await plane.db.auditEvent.findMany({ where: { action: "price.update" }, orderBy: { id: "asc" } });
    assert.equal((event!.after as { cacheReadPerMillionUsd: number }).cacheReadPerMillionUsd, 0.000001);
    assert.equal(event!.tenantId, tenantUuid);
  });

  await t.step("createPrice() names what does not fit", async () => {
    const wrong: [object, string[]][] = [
      [{ model: "m", inputPerMillionUsd: "0.0000001" }, ["inputPerMillionUsd"]],
      [{ model: "m", inputPerMillionUsd: "-1" }, ["inputPerMillionUsd"]],
      [{ model: "m", outputPerMillionUsd: "1000001" }, ["outputPerMillionUsd"]],
      [{ model: "gpt-*", inputPerMillionUsd: "1" }, ["model"]],
      [{ model: "m" }, ["inputPerMillionUsd"]],
      [{ model: "m", provider: "nobody", inputPerMillionUsd: "1" }, ["provider"]],
      [{ model: "m", tierMultipliers: [{ tier: "a", multiplier: "101" }] }, ["tierMultipliers", "a"]],
    ];
    for (const [input, path] of wrong) assert.deepEqual((await create(input)).issues?.[0].path, path, path.join("."));
    const answer = await owner.send(EFFECTIVE, { tenantId, provider: "nobody", model: "m", published: false });
    assert.equal(answer.errors?.[0]?.extensions.code, "VALIDATION");
    const { provider } = await owner.mutate(
      "createProvider",
      { tenantId, name: "own", kind: "OPENAI_COMPATIBLE", baseUrl: "https://llm.example.com/v1" },
      "provider { id }",
    );
    assert.notEqual(provider.id, undefined);
    assert.equal(await effective("no-such-model", { provider: "own" }), null);
  });
});
