import assert from "node:assert/strict";
import { systemClock } from "../../shared/time/clock.ts";
import { eventually } from "../../testing/eventually.ts";
import { allLogs } from "../graphql.ts";
import { Load } from "./load.ts";
import { type ComposeScenario, type ComposeWorld, GATEWAYS } from "./scenario.ts";

const CLIENTS = 16;

/** What is taken away under load, and what nobody may notice of it. */
export const LOSS_SCENARIOS: readonly ComposeScenario[] = [
  { name: "docker kill of a gateway fails only what it had under way, and loses no record", run: gatewayKilled },
  {
    name: "scaling down and up again fails no request of clients that ask again as they do by themselves",
    run: scaledDownAndUp,
  },
  { name: "a restart of Redis fails no request and loses no record", run: redisRestarted },
  {
    name: "records of gateways that leave while Redis is away are delivered by those that stay",
    run: goneWhileRedisAway,
  },
  { name: "every answered request is on record once", run: onRecordOnce },
];

async function gatewayKilled(world: ComposeWorld): Promise<string> {
  const { stack } = world;
  const load = new Load(stack, CLIENTS);
  let restartedAfterMs = 0;
  try {
    await load.untilAnswered(150);
    const [victim] = await stack.containers("gateway");
    await stack.docker(["kill", victim!]);
    const killedAt = systemClock.monotonic();
    await load.untilAnswered(300);
    for (const { begunAt, why } of load.failed) assert.ok(begunAt <= killedAt, `begun after the kill: ${why}`);
    assert.ok(load.failed.length <= CLIENTS, `${load.failed.length} failed`);
    await stack.docker(["start", victim!]);
    await stack.healthy("gateway");
    restartedAfterMs = Math.round(systemClock.monotonic() - killedAt);
    const failed = load.failed.length;
    await load.untilAnswered(200);
    assert.equal(load.failed.length, failed, load.failed.at(-1)?.why);
  } finally {
    await load.stop();
  }
  await onRecord(world, [...load.answered, ...load.begun]);
  remember(world, load);
  return `${load.answered.size} answered, ${load.failed.length} lost with the gateway, ${load.begun.size} of them streams ` +
    `that are on record; all healthy ${restartedAfterMs} ms after the kill`;
}

async function scaledDownAndUp(world: ComposeWorld): Promise<string> {
  const before = await lostAtNginx(world);
  // A connection that a gateway has taken, and from which it has read nothing when it listens no more, is closed.
  const load = new Load(world.stack, CLIENTS, { maxRetries: 2 });
  try {
    await load.untilAnswered(100);
    await world.stack.scale(GATEWAYS - 2);
    await load.untilAnswered(100);
    await world.stack.scale(GATEWAYS);
    await load.untilAnswered(200);
  } finally {
    await load.stop();
  }
  assert.deepEqual(load.failed.map(({ why }) => why), []);
  await onRecord(world, [...load.answered]);
  remember(world, load);
  return `${load.answered.size} answered, ${await lostAtNginx(world) - before} of them at the second try`;
}

/** How many requests nginx has answered with 502 so far. */
async function lostAtNginx({ stack }: ComposeWorld): Promise<number> {
  return (await stack.logs("nginx")).split('"status":502').length - 1;
}

async function redisRestarted(world: ComposeWorld): Promise<string> {
  const load = new Load(world.stack, CLIENTS);
  try {
    await load.untilAnswered(100);
    await world.stack.compose(["restart", "redis"]);
    await world.stack.healthy("redis");
    await load.untilAnswered(300);
  } finally {
    await load.stop();
  }
  assert.deepEqual(load.failed.map(({ why }) => why), []);
  await onRecord(world, [...load.answered]);
  remember(world, load);
  return `${load.answered.size} answered`;
}

async function goneWhileRedisAway(world: ComposeWorld): Promise<string> {
  const { stack } = world;
  await stack.compose(["stop", "redis"]);
  const load = new Load(stack, CLIENTS);
  await load.untilAnswered(200).finally(() => load.stop());
  assert.deepEqual(load.failed.map(({ why }) => why), []);
  const [first, second, ...rest] = await stack.containers("gateway");
  assert.equal(rest.length, GATEWAYS - 2);
  await stack.docker(["kill", first!]);
  // In good order: it waits a while for its records to be taken, and leaves them.
  await stack.docker(["stop", second!]);
  await stack.docker(["rm", first!, second!]);
  await stack.compose(["start", "redis"]);
  const startedAt = systemClock.monotonic();
  await onRecord(world, [...load.answered]);
  const tookMs = Math.round(systemClock.monotonic() - startedAt);
  await stack.scale(GATEWAYS);
  remember(world, load);
  return `${load.answered.size} records were there ${tookMs} ms after Redis`;
}

async function onRecordOnce({ stack, project, answered }: ComposeWorld): Promise<string> {
  const logs = await eventually(async () => {
    const found = await allLogs(stack, project.id, "requestId outcome");
    const recorded = new Set(found.map(({ requestId }) => requestId));
    return [...answered].every((id) => recorded.has(id)) ? found : null;
  }, { timeoutMs: 60_000 });
  const outcomes = new Map(logs.map(({ requestId, outcome }) => [requestId, outcome]));
  assert.equal(outcomes.size, logs.length, "a request is on record more than once");
  for (const id of answered) assert.equal(outcomes.get(id), "COMPLETED", id);
  return `${answered.size} answered, ${logs.length} on record`;
}

function remember({ answered }: ComposeWorld, load: Load): void {
  for (const id of load.answered) answered.add(id);
}

/** Waits until all of them are on record: a living gateway looks for what dead ones left every 30 seconds. */
async function onRecord({ stack, project }: ComposeWorld, ids: string[]): Promise<void> {
  await eventually(async () => {
    const recorded = new Set((await allLogs(stack, project.id, "requestId")).map(({ requestId }) => requestId));
    return ids.every((id) => recorded.has(id));
  }, { timeoutMs: 90_000 });
}
