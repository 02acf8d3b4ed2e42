import assert from "node:assert/strict";
import { withDatabase } from "../testing/services.ts";
import { eventually } from "../testing/eventually.ts";
import { test } from "../testing/test.ts";
import { type Answer, firstProject, graphql } from "./graphql.ts";
import { type Stack, startStack } from "./stack.ts";

const OLD_KEY = "key-of-the-provider-that-is-old-01";
const NEW_KEY = "key-of-the-provider-that-is-new-02";

test("the control plane asks the gateway: connection tests, the playground, replays; and keys rotate without a failure", async (t) => {
  await using database = await withDatabase();
  await using provider = startProvider();
  const stack = await startStack({ environment: { DATABASE_URL: database.url } });
  try {
    const project = await firstProject(stack);
    const created = await mutate(stack, "createProvider", {
      tenantId: project.tenantId,
      name: "double",
      kind: "OPENAI_COMPATIBLE",
      baseUrl: provider.url,
      apiKey: OLD_KEY,
      headers: [{ name: "X-Team", value: "a b" }],
    }, "provider { id keys { id } }");
    const oldKey = created.provider.keys[0].id;

    await t.step("a connection is tested as the draft has it, and before it is saved", async () => {
      const saved = await mutate(stack, "testProviderConnection", { id: created.provider.id }, OUTCOMES);
      assert.deepEqual(saved.outcomes, [{ ok: true, status: 200, errorClass: null, models: ["small", "large"] }]);
      const values = { tenantId: project.tenantId, kind: "OPENAI_COMPATIBLE", baseUrl: provider.url };
      const wrong = await mutate(stack, "testProviderConnection", { ...values, apiKey: NEW_KEY }, OUTCOMES);
      assert.deepEqual(wrong.outcomes, [{ ok: false, status: 401, errorClass: "authentication", models: null }]);
      const nobody = { ...values, baseUrl: "http://127.0.0.1:1/v1", apiKey: NEW_KEY };
      const unreachable = await mutate(stack, "testProviderConnection", nobody, OUTCOMES);
      assert.equal(unreachable.outcomes[0].errorClass, "connection");
    });

    await mutate(stack, "updateProject", { id: project.id, capture: { enabled: true } });
    await publish(stack, project.tenantId);
    let recordId = "";

    await t.step("the playground streams, and is on record for the person", async () => {
      const body = { model: "double/small", stream: true, messages: [{ role: "user", content: "Hello" }] };
      const answer = await eventuallyOk(() => playground(stack, project.id, body));
      assert.match(await answer.text(), /Hello from small[\s\S]*\[DONE\]/);
      recordId = answer.headers.get("x-perpetuo-request-log-id")!;
      assert.equal(provider.seen.at(-1)!.team, "a b");
      const log = await eventually(async () => await logOf(stack, recordId));
      assert.equal(log.tags["perpetuo-source"], "playground");
      assert.deepEqual([log.outcome, log.apiKey, log.endUser], ["COMPLETED", null, log.tags["perpetuo-user"]]);
    });

    await t.step("a captured request is sent once more to another model, and both records know of it", async () => {
      const input = { requestLogId: recordId, target: "double/large" };
      const replay = await eventually(async () => {
        const answer = await mutate(stack, "replayRequest", input, REPLAY);
        return answer.__typename === "ReplayRequestPayload" && answer;
      });
      assert.equal(replay.status, 200);
      assert.match(replay.answer, /Hello from large/);
      assert.match(replay.originalAnswer, /Hello from small/);
      assert.deepEqual([replay.requestLog.replayOf, replay.requestLog.modelAsked], [recordId, "double/large"]);
      const { replays } = await logOf(stack, recordId);
      assert.deepEqual(replays.edges.map((edge: Answer) => edge.node.id), [replay.requestLogId]);
    });

    await t.step("a provider's key rotates by weights, and not one request fails", async () => {
      const statuses: number[] = [];
      const ask = async (count: number) => {
        const from = provider.seen.length;
        for (let n = 0; n < count; n++) statuses.push(await chat(stack, "double/small"));
        return new Set(provider.seen.slice(from).map(({ key }) => key));
      };
      provider.keys.add(NEW_KEY);
      const added = { providerId: created.provider.id, apiKey: NEW_KEY };
      await mutate(stack, "addProviderKey", added, "providerKey { id }");
      assert.deepEqual(await ask(5), new Set([OLD_KEY]), "before the publish");
      await publish(stack, project.tenantId);
      await eventually(async () => (await ask(5)).has(NEW_KEY));
      await mutate(stack, "updateProviderKey", { id: oldKey, weight: 0 });
      await publish(stack, project.tenantId);
      await eventually(async () => !(await ask(20)).has(OLD_KEY));
      await mutate(stack, "removeProviderKey", { id: oldKey });
      provider.keys.delete(OLD_KEY);
      assert.deepEqual(await ask(10), new Set([NEW_KEY]));
      assert.deepEqual(new Set(statuses), new Set([200]));
    });
    assert.ok(![OLD_KEY, NEW_KEY].some((key) => stack.output().includes(key)));
  } finally {
    await stack.stop();
  }
});

const OUTCOMES = "outcomes { ok status errorClass models }";
const REPLAY = "requestLogId status answer originalAnswer requestLog { replayOf modelAsked }";

async function mutate(stack: Stack, name: string, input: Record<string, unknown>, selection = ""): Promise<Answer> {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  const payload = selection === "" ? "" : `... on ${type}Payload { ${selection} }`;
  const answer = await graphql(
    stack,
    `mutation ($input: ${type}Input!) { result: ${name}(input: $input) { __typename ${payload} ... on Error { code message } } }`,
    { input },
  );
  assert.notEqual(answer.result.code, "VALIDATION", answer.result.message);
  return answer.result;
}

async function publish(stack: Stack, tenantId: string): Promise<void> {
  await mutate(stack, "publishConfig", { tenantId, message: "Try" });
}

async function logOf(stack: Stack, id: string): Promise<Answer> {
  const { node } = await graphql(
    stack,
    `query ($id: ID!) { node(id: $id) { ... on RequestLog {
      outcome tags endUser apiKey { id } replays { edges { node { id } } }
    } } }`,
    { id },
  );
  return node;
}

function playground(stack: Stack, projectId: string, body: Record<string, unknown>): Promise<Response> {
  return fetch(new URL("/api/playground", stack.graphqlUrl), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${stack.adminToken}` },
    body: JSON.stringify({ projectId, dialect: "openai_chat", body }),
  });
}

/** The gateway may not have the revision yet. */
async function eventuallyOk(ask: () => Promise<Response>): Promise<Response> {
  return await eventually(async () => {
    const answer = await ask();
    if (answer.ok) return answer;
    await answer.body?.cancel();
    return null;
  });
}

async function chat(stack: Stack, model: string): Promise<number> {
  const answer = await fetch(`${stack.gatewayUrl}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${stack.apiKey}` },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }] }),
  });
  await answer.body?.cancel();
  return answer.status;
}

/** A server that speaks OpenAI's protocol to whoever has one of its keys. */
function startProvider() {
  const keys = new Set([OLD_KEY]);
  const seen: { key: string; team: string | null }[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const key = request.headers.get("authorization")?.replace("Bearer ", "") ?? "";
    if (!keys.has(key)) return Response.json({ error: { message: `No such key: ${key}` } }, { status: 401 });
    if (request.method === "GET") return Response.json({ data: [{ id: "small" }, { id: "large" }] });
    const { model, stream } = await request.json();
    seen.push({ key, team: request.headers.get("x-team") });
    const text = `Hello from ${model}`;
    const common = { id: "chatcmpl-1", created: 1, model };
    const usage = { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 };
    if (stream !== true) {
      const choices = [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }];
      return Response.json({ ...common, object: "chat.completion", choices, usage });
    }
    const chunk = (delta: unknown, finish_reason: string | null) => ({
      ...common,
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta, finish_reason }],
    });
    const events = [chunk({ role: "assistant", content: text }, null), { ...chunk({}, "stop"), usage }];
    const lines = [...events.map((event) => JSON.stringify(event)), "[DONE]"];
    return new Response(lines.map((line) => `data: ${line}\n\n`).join(""), {
      headers: { "content-type": "text/event-stream" },
    });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/v1`,
    keys,
    seen,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
