import assert from "node:assert/strict";
import { renewSecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { errorOf, GatewayFixture } from "../testing/gateway_fixture.ts";

const HOUR_MS = 3_600_000;

test("authenticate() lets the secret before a rotation pass until its grace is over", async (t) => {
  const clock = new ManualClock();
  await using gateway = new GatewayFixture({ clock, allowDirectModels: true });
  const { tenant, log } = gateway;
  const old = tenant.token.token;
  const { token } = renewSecretToken(tenant.token);
  const ask = (secret: string) => gateway.chat({ model: "mock/demo" }, { authorization: `Bearer ${secret}` });
  const codeOf = async (secret: string) => {
    const response = await ask(secret);
    if (response.status !== 200) return (await errorOf(response)).code;
    await response.body?.cancel();
    return null;
  };
  const rotated = (entry: object) =>
    tenant.entry = { ...tenant.entry, sha256: sha256Hex(token), keyVersion: tenant.entry.keyVersion + 1, ...entry };

  await t.step("known before the rotation, so that what it proved is remembered", async () => {
    assert.equal(await codeOf(old), null);
    assert.equal(await codeOf(token), "invalid_api_key");
  });

  await t.step("both hold during the grace, again and again", async () => {
    rotated({ previous: { sha256: sha256Hex(old), until: clock.now() + HOUR_MS } });
    for (const secret of [old, token, old, token]) assert.equal(await codeOf(secret), null);
    assert.deepEqual([log.finished.at(-1)!.keyVersion, log.finished.at(-1)!.apiKeyId], [2, tenant.entry.apiKeyId]);
    assert.equal(await codeOf(renewSecretToken(tenant.token).token), "invalid_api_key");
  });

  await t.step("afterwards the old one is refused, on its owner's record", async () => {
    await clock.advance(HOUR_MS - 1);
    assert.equal(await codeOf(old), null, "the last millisecond");
    await clock.advance(1);
    const before = log.finished.length;
    assert.equal(await codeOf(old), "api_key_expired");
    assert.equal(log.finished.length, before + 1);
    const { outcome, errorCode, apiKeyId } = log.finished.at(-1)!;
    assert.deepEqual([outcome, errorCode, apiKeyId], ["denied", "api_key_expired", tenant.entry.apiKeyId]);
    assert.equal(await codeOf(token), null);
  });

  await t.step("a rotation without grace ends the old one at once, and a revocation both", async () => {
    rotated({ previous: undefined });
    assert.equal(await codeOf(old), "invalid_api_key");
    rotated({ previous: { sha256: sha256Hex(old), until: clock.now() + HOUR_MS }, state: "revoked" });
    for (const secret of [old, token]) assert.equal(await codeOf(secret), "api_key_revoked");
  });
});

test("a record has the key's tags, and the request's own over them", async () => {
  await using gateway = new GatewayFixture({ allowDirectModels: true });
  gateway.tenant.entry = { ...gateway.tenant.entry, tags: { team: "search", env: "prod" } };
  await (await gateway.chat({ model: "mock/demo" }, { "x-perpetuo-tags": "env=test,run=7" })).body?.cancel();
  assert.deepEqual(gateway.log.begun[0]!.record.tags, { team: "search", env: "test", run: "7" });
  await (await gateway.chat({ model: "mock/demo" })).body?.cancel();
  assert.deepEqual(gateway.log.begun[1]!.record.tags, { team: "search", env: "prod" });
});
