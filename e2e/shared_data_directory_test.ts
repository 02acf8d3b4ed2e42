import assert from "node:assert/strict";
import { eventually } from "../testing/eventually.ts";
import { test } from "../testing/test.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { allLogs, firstProject } from "./graphql.ts";

/** Requests at a time to each gateway. */
const CLIENTS = 8;

test("gateways that share one data directory lose no record when one is killed, or leaves while nothing is shipped", async (t) => {
  await using fleet = await startFleet({ oneDirectory: true, gateways: { DRAIN_MS: "500" } });
  const answered = new Set<string>();
  const begun = new Set<string>();
  const ask = (gateway: 0 | 1, query = "") => request(fleet, gateway, { query, answered, begun });

  await t.step(
    "kill -9: its spool is taken up once, by the one in its place or one that looks just then, and not the living one's",
    async () => {
      let killed = false;
      const clients = ([0, 1] as const).flatMap((gateway) =>
        Array.from({ length: CLIENTS }, async () => {
          while (!killed) await ask(gateway, "?ttft=5&interval=5&chunks=8").catch(() => {});
        })
      );
      await eventually(() => answered.size >= 200, { timeoutMs: 30_000 });
      const killedInstance = instanceOf(fleet, 0);
      await fleet.gateways[0].kill();
      killed = true;
      await Promise.all(clients);
      await fleet.gateways[0].start();
      await allOnRecord(fleet, [...answered, ...begun]);
      await eventually(() => adopted(fleet).length > 0);
      assert.deepEqual(adopted(fleet), [killedInstance]);
    },
  );

  await t.step("scaled down and up: what one could not ship before it left is shipped by the next", async () => {
    const [before, left] = [adopted(fleet, [0]), instanceOf(fleet, 1)];
    await fleet.redis.kill();
    for (let request = 0; request < 10; request++) await ask(1);
    assert.equal(await fleet.gateways[1].stop(), 0);
    await fleet.redis.restart();
    await fleet.gateways[1].start();
    await allOnRecord(fleet, [...answered]);
    await eventually(() => adopted(fleet).length > before.length);
    assert.deepEqual(adopted(fleet), [...before, left]);
  });

  await t.step("nothing is on record twice, and what was answered is on record as such", async () => {
    const logs = await logsOf(fleet);
    assert.equal(new Set(logs.map(({ requestId }) => requestId)).size, logs.length);
    const outcomes = new Map(logs.map(({ requestId, outcome }) => [requestId, outcome.toLowerCase()]));
    for (const id of answered) assert.equal(outcomes.get(id), "completed", id);
  });
});

async function request(
  fleet: Fleet,
  gateway: 0 | 1,
  { query, answered, begun }: { query: string; answered: Set<string>; begun: Set<string> },
): Promise<void> {
  const response = await fetch(`${fleet.gatewayUrls[gateway]}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${fleet.apiKey}` },
    body: JSON.stringify({
      model: `mock/demo${query}`,
      stream: true,
      messages: [{ role: "user", content: "Tell me about directories." }],
    }),
  });
  const id = response.headers.get("x-request-id")!;
  begun.add(id);
  const body = await response.text();
  assert.equal(response.status, 200, body);
  if (body.trimEnd().endsWith("data: [DONE]")) answered.add(id);
}

async function allOnRecord(fleet: Fleet, ids: string[]): Promise<void> {
  await eventually(async () => {
    const recorded = new Set((await logsOf(fleet)).map(({ requestId }) => requestId));
    return ids.every((id) => recorded.has(id));
  }, { timeoutMs: 30_000 });
}

async function logsOf(fleet: Fleet): Promise<{ requestId: string; outcome: string }[]> {
  return await allLogs(fleet, (await firstProject(fleet)).id, "requestId outcome");
}

/** The spools that the gateways' present processes have taken up. */
function adopted(fleet: Fleet, gateways: readonly (0 | 1)[] = [0, 1]): unknown[] {
  return gateways.flatMap((gateway) => eventsOf(fleet, gateway, "spool_adopted")).map(({ orphan }) => orphan);
}

function instanceOf(fleet: Fleet, gateway: 0 | 1): unknown {
  return eventsOf(fleet, gateway, "gateway_started")[0]!.instance;
}

/** What the gateway's present process has logged under a name. */
function eventsOf(fleet: Fleet, gateway: 0 | 1, name: string): Record<string, unknown>[] {
  return fleet.gateways[gateway].output().split("\n").filter((line) => line.includes(`"${name}"`))
    .map((line) => JSON.parse(line));
}
