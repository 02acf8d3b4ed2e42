import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { Gateway } from "../pipeline/gateway.ts";
import { GatewayFixture } from "../testing/gateway_fixture.ts";
import { hasFreshCredential, resolveTarget } from "./resolve_target.ts";

const [heavy, light, closed, unused] = [uuidv7(1), uuidv7(1), uuidv7(1), uuidv7(1)];
const target: TargetNode = { type: "target", provider: "a", model: "gpt-4o" };
const NONE: ReadonlySet<string> = new Set();

function fixture() {
  const clock = new ManualClock();
  let point = 0;
  const credentials = [
    { credentialId: heavy, weight: 3 },
    { credentialId: closed, weight: 50 },
    { credentialId: light, weight: 1 },
    { credentialId: unused, weight: 0 },
  ];
  const { dependencies, tenant } = new GatewayFixture({
    clock,
    random: () => point,
    providers: [{ name: "a", kind: "openai", credentials }],
    secrets: { [heavy]: "sk-heavy", [light]: "sk-light", [unused]: "sk-unused" },
  });
  const gateway = new Gateway(dependencies);
  const choose = (at: number, tried = NONE) => {
    point = at;
    const resolved = resolveTarget(gateway, tenant.current!, target, tried);
    return resolved.state === "ready" ? resolved.secret : resolved.error.code;
  };
  return { gateway, clock, tenant, choose };
}

test("resolveTarget() chooses by weight among the credentials that open", () => {
  const { choose } = fixture();
  const chosen = Array.from({ length: 100 }, (_, step) => choose((step + 0.5) / 100));
  assert.equal(chosen.filter((secret) => secret === "sk-heavy").length, 75);
  assert.equal(chosen.filter((secret) => secret === "sk-light").length, 25);
});

test("resolveTarget() leaves out what was tried, and a cooling credential while there is another", async () => {
  const { gateway, clock, tenant, choose } = fixture();
  assert.equal(choose(0, new Set([heavy])), "sk-light");
  assert.equal(choose(0, new Set([heavy, light])), "credential_unavailable");
  const { cooling } = gateway.dependencies.targetHealth;
  const limited = { reason: "rate_limited", secret: null } as const;
  cooling.cool({ credentialId: heavy, model: "gpt-4o" }, 2_000, limited);
  assert.equal(choose(0), "sk-light");
  assert.equal(hasFreshCredential(gateway, tenant.current!, target, new Set([light])), false);
  assert.equal(cooling.leftMs(heavy, "gpt-4o-mini", "sk-heavy"), 0, "another model has limits of its own");
  cooling.cool({ credentialId: light, model: "gpt-4o" }, 1_000, limited);
  assert.equal(choose(0), "sk-light", "all cool: the one that has cooled the most is tried");
  await clock.advance(2_001);
  assert.equal(cooling.leftMs(heavy, "gpt-4o", "sk-heavy"), 0);
  assert.equal(hasFreshCredential(gateway, tenant.current!, target, new Set([light])), true);
});

test("resolveTarget() gives calls one place as long as provider, model and secret are the same", () => {
  let secret = "sk-first";
  const providers = [{ name: "a", kind: "openai" as const, credentials: [{ credentialId: heavy, weight: 1 }] }];
  const fixtureOf = () => new GatewayFixture({ clock: new ManualClock(), providers, secrets: { [heavy]: secret } });
  const { dependencies, tenant } = fixtureOf();
  dependencies.snapshot.secret = () => secret;
  const gateway = new Gateway(dependencies);
  const placeIn = (of = tenant.current!, model = "gpt-4o") => {
    const resolved = resolveTarget(gateway, of, { ...target, model }, NONE);
    assert.ok(resolved.state === "ready");
    return resolved.place;
  };
  const place = placeIn();
  assert.equal(placeIn(), place);
  assert.deepEqual(place.identity, {
    tenantId: tenant.current!.revision.tenantId,
    provider: "a",
    providerKind: "openai",
    model: "gpt-4o",
  });
  assert.notEqual(placeIn(undefined, "gpt-5"), place);
  assert.equal(placeIn(), place, "models of a provider have each its own");
  assert.notEqual(placeIn(fixtureOf().tenant.current!), place, "in the next revision the provider may be elsewhere");
  secret = "sk-rotated";
  const rotated = placeIn();
  assert.notEqual(rotated, place);
  assert.deepEqual([rotated.secret, rotated.endpoints], ["sk-rotated", {}]);
  assert.equal(rotated.identity, place.identity, "it is the same target all the same");
});
