import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { CredentialCooling } from "./credential_cooling.ts";

const limited = { reason: "rate_limited", secret: null } as const;

test("CredentialCooling.cool() is of one model or of all, and never cuts short what lasts longer", async () => {
  const clock = new ManualClock();
  const cooling = new CredentialCooling(clock);
  const left = (model: string) => cooling.leftMs("c", model, "sk");
  cooling.cool({ credentialId: "c", model: "m" }, 10_000, limited);
  assert.deepEqual([left("m"), left("other"), cooling.leftMs("d", "m", "sk")], [10_000, 0, 0]);
  cooling.cool({ credentialId: "c", model: "m" }, 1_000, limited);
  assert.equal(left("m"), 10_000);
  cooling.cool({ credentialId: "c", model: null }, 3_000, limited);
  assert.deepEqual([left("m"), left("other")], [10_000, 3_000]);
  await clock.advance(3_000);
  assert.deepEqual([left("m"), left("other")], [7_000, 0]);
  assert.equal(cooling.list().length, 1);
  cooling.cool({ credentialId: "c", model: "m" }, Infinity, limited);
  assert.equal(left("m"), 600_000);
});

test("CredentialCooling.leftMs() is 0 for another secret than the one that was refused", () => {
  const cooling = new CredentialCooling(new ManualClock());
  cooling.cool({ credentialId: "c", model: null }, 10_000, { reason: "authentication", secret: "sk-old" });
  assert.equal(cooling.leftMs("c", "m", "sk-old"), 10_000);
  assert.equal(cooling.leftMs("c", "m", "sk-new"), 0);
  cooling.cool({ credentialId: "c", model: null }, 2_000, { reason: "authentication", secret: "sk-new" });
  assert.equal(cooling.leftMs("c", "m", "sk-new"), 2_000, "a new key's refusal is its own");
});

test("CredentialCooling.cool() says when others are to be told: when it lasts a second longer than they know", async () => {
  const clock = new ManualClock();
  const cooling = new CredentialCooling(clock);
  const cool = (coolMs: number) => cooling.cool({ credentialId: "c", model: "m" }, coolMs, limited);
  assert.equal(cool(500), false);
  assert.equal(cool(5_000), true);
  assert.equal(cool(5_000), false);
  const told: boolean[] = [];
  for (let step = 0; step < 4; step++) {
    await clock.advance(400);
    told.push(cool(5_000));
  }
  assert.deepEqual(told, [false, false, true, false]);
});

test("CredentialCooling holds a bounded number, and lets the oldest go", () => {
  const cooling = new CredentialCooling(new ManualClock());
  for (let n = 0; n <= 10_000; n++) cooling.cool({ credentialId: "c", model: `made-up-${n}` }, 5_000, limited);
  assert.equal(cooling.list().length, 10_000);
  assert.equal(cooling.leftMs("c", "made-up-0", "sk"), 0);
  assert.equal(cooling.leftMs("c", "made-up-10000", "sk"), 5_000);
});
