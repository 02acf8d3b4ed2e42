import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import type { BreakerBoard, CircuitNotice } from "../../shared/transport/breaker_board.ts";
import { MemoryBreakerBoard } from "../../shared/transport/memory/memory_breaker_board.ts";
import { sampleId } from "../../shared/transport/contract/samples.ts";
import type { PassOutcome } from "./circuit.ts";
import { TargetHealth } from "./target_health.ts";

const tenantId = sampleId(1);
const target: TargetNode = { type: "target", provider: "openai", model: "gpt-4o" };
const identity = { tenantId, provider: "openai", providerKind: "openai", model: "gpt-4o" } as const;

/** Several gateways' views at one board; disposing of it ends their reading. */
class Fleet implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly board: BreakerBoard = new MemoryBreakerBoard(this.clock);
  readonly #members: TargetHealth[] = [];

  /** A gateway that has read the board and waits for the next time. */
  async member(instance: string, board = this.board): Promise<TargetHealth> {
    const health = new TargetHealth({ clock: this.clock, random: () => 0.5, board, instance });
    health.start();
    this.#members.push(health);
    await this.clock.untilPending(this.#members.length);
    return health;
  }

  attempt(health: TargetHealth, outcome: PassOutcome, of = identity as typeof identity & { model: string }): void {
    health.enter(of).ended(outcome, this.clock.monotonic());
  }

  open(health: TargetHealth): void {
    for (let count = 0; count < 10; count++) this.attempt(health, "server_error");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#members.map((health) => health.stop()));
  }
}

test("TargetHealth.refusal() heeds what another gateway posted, within half a second and for as long", async () => {
  await using fleet = new Fleet();
  const [one, other] = [await fleet.member("one"), await fleet.member("other")];
  fleet.open(one);
  assert.equal(other.refusal(tenantId, target), null);
  await fleet.clock.advance(500);
  const refusal = other.refusal(tenantId, target);
  assert.deepEqual([refusal?.errorClass, refusal?.retryAfterMs], ["server_error", 4_500]);
  assert.equal(other.refusal(sampleId(2), target), null, "another tenant's target of that name is another one");
  await fleet.clock.advance(4_500);
  assert.equal(one.refusal(tenantId, target), null);
  assert.equal(other.refusal(tenantId, target), null);
  const probes = [one.enter(identity), other.enter(identity)];
  assert.ok(one.refusal(tenantId, target) !== null && other.refusal(tenantId, target) !== null, "each has one probe");
  for (const probe of probes) probe.ended("answered", fleet.clock.monotonic());
  assert.ok(one.isSound && other.isSound);
  await fleet.clock.advance(1_000);
  assert.ok(other.isSound, "an opening that is over opens nothing again");
});

test("TargetHealth.start() heeds what was posted before the gateway started", async () => {
  await using fleet = new Fleet();
  fleet.open(await fleet.member("one"));
  await fleet.clock.advance(1_000);
  const late = await fleet.member("late");
  assert.equal(late.refusal(tenantId, target)?.retryAfterMs, 4_000);
});

test("TargetHealth goes by what it sees itself while the board is away, and heeds it again afterwards", async () => {
  await using fleet = new Fleet();
  let isAway = true;
  const fragile: BreakerBoard = {
    publish: (notice, lastsMs) => isAway ? Promise.resolve() : fleet.board.publish(notice, lastsMs),
    read: (version) => isAway ? Promise.reject(new Error("away")) : fleet.board.read(version),
  };
  const [one, other] = [await fleet.member("one", fragile), await fleet.member("other")];
  fleet.open(one);
  assert.equal(one.refusal(tenantId, target)?.errorClass, "server_error");
  const elsewhere = { ...identity, model: "gpt-5" };
  for (let count = 0; count < 10; count++) fleet.attempt(other, "timeout", elsewhere as typeof identity);
  await fleet.clock.advance(2_000);
  assert.equal(one.refusal(tenantId, { ...target, model: "gpt-5" }), null);
  isAway = false;
  await fleet.clock.advance(500);
  assert.equal(one.refusal(tenantId, { ...target, model: "gpt-5" })?.errorClass, "timeout");
});

test("TargetHealth posts each opening and closing, with how long the trouble has lasted", async () => {
  await using fleet = new Fleet();
  const health = await fleet.member("one");
  const posted = async () => {
    const { notices } = (await fleet.board.read(null))!;
    const { notice, leftMs } = notices[0]! as { notice: CircuitNotice; leftMs: number };
    return [notice.state, notice.errorClass, notice.attempts, notice.failures, notice.troubledMs, leftMs];
  };
  fleet.open(health);
  assert.deepEqual(await posted(), ["open", "server_error", 10, 10, 0, 5_000]);
  await fleet.clock.advance(5_000);
  fleet.attempt(health, "timeout");
  assert.deepEqual(await posted(), ["open", "timeout", 1, 1, 5_000, 10_000]);
  await fleet.clock.advance(10_000);
  health.enter(identity).begun("whole", 100, fleet.clock.monotonic());
  assert.deepEqual((await posted()).slice(0, 2), ["closed", "timeout"]);
});

test("TargetHealth.coolCredential() is heeded by others, save for a refused key, which is each one's own to find out", async () => {
  await using fleet = new Fleet();
  const [one, other] = [await fleet.member("one"), await fleet.member("other")];
  const of = { tenantId, provider: "openai", providerKind: "openai", model: null } as const;
  const limited = { reason: "rate_limited", secret: null } as const;
  one.coolCredential({ ...of, credentialId: sampleId(5), model: "gpt-4o" }, 20_000, limited);
  one.coolCredential({ ...of, credentialId: sampleId(6) }, 300_000, { reason: "authentication", secret: "sk" });
  one.coolCredential({ ...of, credentialId: sampleId(7) }, 900, limited);
  await fleet.clock.advance(500);
  const left = (n: number) => other.cooling.leftMs(sampleId(n), "gpt-4o", "sk");
  assert.deepEqual([left(5), left(6), left(7)], [19_500, 0, 0]);
  const notices = (await fleet.board.read(null))!.notices;
  assert.deepEqual(notices.map(({ notice }) => notice.type === "cooling" && notice.errorClass), [
    "rate_limited",
    "authentication",
  ]);
  assert.ok(!JSON.stringify(notices).includes('"sk"'), "no secret leaves the process");
});

test("TargetHealth remembers a bounded number of targets, and none that was never answered", async () => {
  await using fleet = new Fleet();
  const health = await fleet.member("one");
  const model = (name: string) => ({ ...identity, model: name }) as unknown as typeof identity;
  for (let n = 0; n < 100; n++) fleet.attempt(health, "not_found", model(`made-up-${n}`));
  assert.equal(health.known().closed.length, 0);
  fleet.open(health);
  await fleet.clock.advance(5_000);
  const probe = health.enter(identity);
  for (let n = 0; n < 10_000; n++) fleet.attempt(health, "answered", model(`made-up-${n}`));
  assert.equal(health.known().closed.length, 10_000);
  assert.ok(health.isSound, "what is forgotten is in no trouble");
  probe.ended("timeout", fleet.clock.monotonic());
  assert.ok(health.isSound, "and is not brought back by what was in flight");
});

test("TargetHealth.known() lets go of a target that nobody has asked for in ten minutes", async () => {
  await using fleet = new Fleet();
  const health = await fleet.member("one");
  fleet.open(health);
  await fleet.clock.advance(600_000);
  assert.equal(health.known().troubled.length, 1);
  await fleet.clock.advance(5_001);
  assert.deepEqual(health.known(), { troubled: [], closed: [] });
  assert.ok(health.isSound);
});
