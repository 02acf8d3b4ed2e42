import assert from "node:assert/strict";
import OpenAI from "openai";
import { eventually } from "../testing/eventually.ts";
import { test } from "../testing/test.ts";
import { allLogs, firstProject, graphql } from "./graphql.ts";
import { SEEDED, type Stack, startStack } from "./stack.ts";

const FIELDS = `requestId outcome status stream modelAsked modelServed costNanoUsd
  tokens { input output } timings { totalMs ttftMs } revision { number } attempts { provider outcome }`;

test("start serves a newcomer from a clean directory to the first record, and again after a stop", async (t) => {
  const stack = await startStack();
  const project = await firstProject(stack);

  await t.step("the banner's request line works as printed", () => bannerRequest(stack));
  await t.step("the banner's sign-in opens a session", () => signIn(stack));
  await t.step("the official client works unchanged, whole and streamed", () => officialClient(stack));
  await t.step("every request is on record with tokens, cost, times and revision", async () => {
    let logs: Awaited<ReturnType<typeof allLogs>> = [];
    await eventually(async () => (logs = await allLogs(stack, project.id, FIELDS)).length === 3, { timeoutMs: 10_000 });
    for (const log of logs) {
      assert.equal(log.outcome.toLowerCase(), "completed");
      assert.equal(log.status, 200);
      assert.ok(log.tokens.input > 0 && log.tokens.output > 0 && BigInt(log.costNanoUsd) > 0n, JSON.stringify(log));
      assert.equal(log.revision.number, 1);
      assert.equal(log.attempts.length, 1);
    }
    assert.equal(logs.filter((log) => log.stream).length, 1);
  });
  await t.step("SIGTERM stops everything, Postgres included", async () => {
    assert.equal(await stack.stop(), 0, stack.output());
    assert.equal(await findFile(stack.dataDirectory, "postmaster.pid"), null);
  });
  await t.step("a second start keeps everything and shows no secret again", async () => {
    const again = await startStack({ dataDirectory: stack.dataDirectory, ports: stack.ports });
    assert.equal((await allLogs(again, project.id, "requestId")).length, 3);
    assert.ok(!again.output().includes(SEEDED.password) && !again.output().includes(SEEDED.apiKey));
    await officialClient(again);
    assert.equal(await again.stop(), 0, again.output());
  });
  await Deno.remove(stack.dataDirectory, { recursive: true });
});

test("start generates and shows the sign-in and the key when the environment gives none", async () => {
  const none = {
    PERPETUO_ADMIN_EMAIL: "",
    PERPETUO_ADMIN_PASSWORD: "",
    PERPETUO_ADMIN_TOKEN: "",
    PERPETUO_API_KEY: "",
  };
  const stack = await startStack({ environment: none });
  const apiKey = /ppk_[a-z0-9]{12}_[A-Za-z0-9]{32,}/.exec(stack.output())?.[0];
  assert.ok(apiKey, stack.output());
  await bannerRequest(stack);
  assert.equal(await stack.stop(), 0);
  await Deno.remove(stack.dataDirectory, { recursive: true });
});

/** Sends what the banner's `curl` line would send; a placeholder for a given key is filled in as a shell would. */
async function bannerRequest(stack: Stack): Promise<void> {
  const output = stack.output();
  const url = /curl (\S+)/.exec(output)![1]!;
  const body = /-d '(.*)'/.exec(output)![1]!;
  const authorization = /-H 'authorization: (.*)'/.exec(output)![1]!.replace("$PERPETUO_API_KEY", stack.apiKey);
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body,
  });
  const answer = await response.json();
  assert.equal(response.status, 200, JSON.stringify(answer));
  assert.ok(answer.choices[0].message.content.length > 0);
}

async function signIn(stack: Stack): Promise<void> {
  const origin = new URL(stack.graphqlUrl).origin;
  const response = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ email: SEEDED.email, password: SEEDED.password }),
  });
  await response.body?.cancel();
  assert.equal(response.status, 200);
  const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  const viewer = await fetch(stack.graphqlUrl, {
    method: "POST",
    headers: { "content-type": "application/json", cookie, origin },
    body: JSON.stringify({ query: "{ viewer { email } }" }),
  });
  assert.equal((await viewer.json()).data.viewer.email, SEEDED.email);
  assert.equal((await graphql(stack, "{ viewer { email } }")).viewer.email, SEEDED.email);
}

async function officialClient(stack: Stack): Promise<void> {
  const client = new OpenAI({ baseURL: `${stack.gatewayUrl}/v1`, apiKey: stack.apiKey, maxRetries: 0 });
  const messages = [{ role: "user" as const, content: "Say something." }];
  const whole = await client.chat.completions.create({ model: "default", messages });
  assert.ok(whole.choices[0]!.message.content!.length > 0);
  const stream = await client.chat.completions.create({ model: "mock/demo", messages, stream: true });
  let text = "";
  let finish: string | null = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    finish = chunk.choices[0]?.finish_reason ?? finish;
  }
  assert.ok(text.length > 0);
  assert.equal(finish, "stop");
  const models: string[] = [];
  for await (const model of client.models.list()) models.push(model.id);
  assert.ok(models.includes("default"), models.join());
}

async function findFile(directory: string, name: string): Promise<string | null> {
  for await (const entry of Deno.readDir(directory)) {
    const path = `${directory}/${entry.name}`;
    if (entry.isFile && entry.name === name) return path;
    const below = entry.isDirectory ? await findFile(path, name) : null;
    if (below) return below;
  }
  return null;
}
