import assert from "node:assert/strict";
import { eventually } from "../testing/eventually.ts";
import { test } from "../testing/test.ts";
import { startGatewayBesidePlane } from "./gateway_beside_plane.ts";

const TENANT = `{ viewer { tenants { edges { node { id projects { edges { node { id } } } } } } } }`;

test("a published price changes what requests cost, and a rotated key serves with both secrets", async (t) => {
  await using started = await startGatewayBesidePlane();
  const { plane, gatewayUrl } = started;
  const { owner, db } = plane;
  const { node: tenant } = (await owner.data(TENANT)).viewer.tenants.edges[0];
  const projectId = tenant.projects.edges[0].node.id;
  const tags = [{ name: "team", value: "search" }];
  const made = await owner.mutate("createApiKey", { projectId, name: "app", tags }, "apiKey { id } secret");
  const publish = async () =>
    (await owner.mutate("publishConfig", { tenantId: tenant.id }, "revision { number }")).revision.number;
  const ask = async (secret: string) => {
    const response = await fetch(`${gatewayUrl}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "mock/demo", messages: [{ role: "user", content: "Hello, price" }] }),
    });
    await response.text();
    return {
      status: response.status,
      id: response.headers.get("x-request-id")!,
      revision: response.headers.get("x-perpetuo-revision"),
    };
  };
  const recordOf = async (secret: string, revision?: number) => {
    const answer = await eventually(async () => {
      const answer = await ask(secret);
      return answer.status === 200 && (revision === undefined || answer.revision?.startsWith(`${revision}-`))
        ? answer
        : null;
    });
    return await eventually(() => db.requestLog.findFirst({ where: { id: answer.id } }));
  };

  await t.step(
    "a published override changes costNanoUsd and priceVersion, exactly; archived, the list's holds again",
    async () => {
      const listed = await recordOf(made.secret);
      assert.equal(listed.costNanoUsd, BigInt(listed.inputTokens * 500 + listed.outputTokens * 1_500));
      const rates = { inputPerMillionUsd: "0.0375", outputPerMillionUsd: "12.000001" };
      const { price } = await owner.mutate("createPrice", {
        tenantId: tenant.id,
        provider: "mock",
        model: "demo",
        ...rates,
      }, "price { id }");
      const own = await recordOf(made.secret, await publish());
      // In millionths of a nano-dollar, rounded half up.
      const exact = BigInt(own.inputTokens) * 37_500n + BigInt(own.outputTokens) * 12_000_001n;
      assert.equal(own.costNanoUsd, (exact + 500n) / 1_000n);
      assert.notEqual(own.priceVersion, listed.priceVersion);
      const effective = await owner.data(
        `query ($id: ID!) { effectivePrice(tenantId: $id, provider: "mock", model: "demo", published: true) { version } }`,
        { id: tenant.id },
      );
      assert.equal(effective.effectivePrice.version, own.priceVersion);
      await owner.mutate("archivePrice", { id: price.id });
      assert.equal((await recordOf(made.secret, await publish())).priceVersion, listed.priceVersion);
    },
  );

  await t.step("both secrets of a rotated key serve on one record identity; revoked, neither", async () => {
    const rotated = await owner.mutate(
      "rotateApiKey",
      { id: made.apiKey.id, graceHours: 1 },
      "apiKey { keyId } secret",
    );
    const [fresh, old] = [await recordOf(rotated.secret), await recordOf(made.secret)];
    assert.equal(fresh.apiKeyId, old.apiKeyId);
    assert.deepEqual(fresh.tags, { team: "search" });
    const { lastUsedAt } = await db.apiKey.findFirstOrThrow({ where: { keyId: rotated.apiKey.keyId } });
    assert.ok(lastUsedAt !== null && lastUsedAt <= old.ts, "told by the recorder");
    await owner.mutate("rotateApiKey", { id: made.apiKey.id, graceHours: 0 });
    for (const secret of [made.secret, rotated.secret]) {
      await eventually(async () => (await ask(secret)).status === 401);
    }
  });
});
