import assert from "node:assert/strict";
import { eventually } from "../testing/eventually.ts";
import { test } from "../testing/test.ts";
import { allLogs, firstProject } from "./graphql.ts";
import { freePorts, type Stack, startStack } from "./stack.ts";

const KILLS = 10;
const CLIENTS = 24;
/** Requests that must have been answered before a kill, so that it falls into full load. */
const ANSWERED_BEFORE_KILL = 150;

/** What the clients know of their requests, by request id. */
interface Seen {
  /** Answered whole: the client saw a body's end or a stream's `[DONE]`. */
  answered: Set<string>;
  /** The head came, the rest never did. */
  begun: Set<string>;
}

test("kill -9 of the whole process under load, ten times, loses no answered request and doubles none", async () => {
  const seen: Seen = { answered: new Set(), begun: new Set() };
  const ports = freePorts();
  let stack = await startStack({ ports });
  for (let round = 0; round < KILLS; round++) {
    await loadUntilKilled(stack, seen);
    stack = await startStack({ ports, dataDirectory: stack.dataDirectory });
  }
  try {
    await assertRecorded(stack, seen);
  } finally {
    assert.equal(await stack.stop(), 0);
    await Deno.remove(stack.dataDirectory, { recursive: true });
  }
});

async function loadUntilKilled(stack: Stack, seen: Seen): Promise<void> {
  const target = seen.answered.size + ANSWERED_BEFORE_KILL;
  let killed = false;
  const clients = Array.from({ length: CLIENTS }, async (_, index) => {
    while (!killed) await request(stack, index % 2 === 0, seen).catch(() => {});
  });
  await eventually(() => seen.answered.size >= target, { timeoutMs: 30_000 });
  await stack.kill();
  killed = true;
  await Promise.all(clients);
}

/** One request; a connection broken by the kill rejects, after `seen` has noted how far it came. */
async function request(stack: Stack, stream: boolean, seen: Seen): Promise<void> {
  const response = await fetch(`${stack.gatewayUrl}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${stack.apiKey}` },
    body: JSON.stringify({
      model: "mock/demo?ttft=10&interval=5&chunks=8",
      stream,
      messages: [{ role: "user", content: "Tell me about gateways." }],
    }),
  });
  const id = response.headers.get("x-request-id")!;
  seen.begun.add(id);
  const body = await response.text();
  assert.equal(response.status, 200, body);
  if (!stream || body.trimEnd().endsWith("data: [DONE]")) {
    seen.begun.delete(id);
    seen.answered.add(id);
  }
}

async function assertRecorded(stack: Stack, seen: Seen): Promise<void> {
  const project = await firstProject(stack);
  let logs: { requestId: string; outcome: string }[] = [];
  await eventually(async () => {
    logs = await allLogs(stack, project.id, "requestId outcome");
    const recorded = new Set(logs.map((log) => log.requestId));
    return [...seen.answered, ...seen.begun].every((id) => recorded.has(id));
  }, { timeoutMs: 30_000 });
  const outcomes = new Map(logs.map((log) => [log.requestId, log.outcome.toLowerCase()]));
  assert.equal(outcomes.size, logs.length, "a request is on record more than once");
  for (const id of seen.answered) assert.equal(outcomes.get(id), "completed", id);
  const interrupted = logs.filter((log) => log.outcome.toLowerCase() === "interrupted").length;
  assert.ok(interrupted > 0, "ten kills under load interrupted nothing");
  console.log(
    `${KILLS} kills: ${seen.answered.size} answered, all on record once; ${interrupted} interrupted; ` +
      `${seen.begun.size} begun and cut off, all on record`,
  );
}
