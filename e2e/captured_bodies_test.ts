import assert from "node:assert/strict";
import { Redis } from "ioredis";
import pg from "pg";
import { requestRecord } from "../shared/contracts/request_record.ts";
import { eventually } from "../testing/eventually.ts";
import { startRedis, withDatabase } from "../testing/services.ts";
import { test } from "../testing/test.ts";
import { type Answer, firstProject, graphql } from "./graphql.ts";
import { type Stack, startStack } from "./stack.ts";

/** Each stands in a prompt and is echoed; the last is what a no-log request says. */
const SECRET = "sk-live-Vh3kPw9Lr2Vh3kPw9Lr2";
const MAIL = "ada.lovelace@example.com";
const PROMPT = "the quick brown fox of this test";
const UNLOGGED = "the words of a request that is not to be logged";

test("bodies of a stream, an image, a long text and a no-log request: captured redacted, sealed, and read under audit", async () => {
  await using database = await withDatabase();
  await using redis = await startRedis({ private: true });
  const sinkDirectory = await Deno.makeTempDir({ prefix: "perpetuo-sink-" });
  const stack = await startStack({
    environment: { DATABASE_URL: database.url, REDIS_URL: redis.url, RECORD_FILE_SINK_DIR: sinkDirectory },
  });
  const project = await firstProject(stack);
  await captureFrom(stack, project);

  const image = `data:image/png;base64,${"iVBORw0K".repeat(20_000)}`;
  const words = `${PROMPT}: my key is ${SECRET}, my mail is ${MAIL}.`;
  const streamed = await eventuallyCaptured(stack, () => ask(stack, { stream: true, content: words }));
  const pictured = await ask(stack, {
    content: [{ type: "text", text: "What is it?" }, { type: "image_url", image_url: { url: image } }],
  });
  const large = await ask(stack, { content: "long ".repeat(1_000_000) });
  const unlogged = await ask(stack, { content: UNLOGGED, headers: { "x-perpetuo-no-log": "1" } });

  const stream = await bodiesOf(stack, streamed.id, "CAPTURED");
  assert.equal(contentOf(streamed.text), words, "the client gets it as it is");
  assert.match(
    stream.request.text,
    /the quick brown fox of this test: my key is \[redacted\], my mail is \[redacted email\]/,
  );
  assert.deepEqual(stream.request.redactions, [{ name: "secret", count: 1 }, { name: "email", count: 1 }]);
  assert.equal(contentOf(stream.answer.text), `${PROMPT}: my key is [redacted], my mail is [redacted email].`);
  assert.equal(stream.answer.bytes, new TextEncoder().encode(streamed.text).length);
  const picture = await bodiesOf(stack, pictured.id, "CAPTURED");
  assert.ok(picture.request.text.includes("data:image/png;base64,[120000 bytes]"));
  assert.equal(picture.request.truncated, false);
  const cut = await bodiesOf(stack, large.id, "CAPTURED");
  assert.ok(cut.request.truncated && cut.request.bytes > 5_000_000 && cut.request.text.length <= 65_536);
  assert.deepEqual(await bodiesOf(stack, unlogged.id, "NO_LOG"), { state: "NO_LOG", request: null, answer: null });

  const rows = await storedText(database.url);
  assert.match(rows, /bodies\.read/);
  assert.equal(await stack.stop(), 0, stack.output());
  const files = await filesText(sinkDirectory);
  const places = { rows, files, redis: await redisText(redis.url), output: stack.output() };
  for (const [place, text] of Object.entries(places)) {
    for (const hidden of [SECRET, MAIL, PROMPT, UNLOGGED]) assert.ok(!text.includes(hidden), `'${hidden}' in ${place}`);
  }
  const recorded = files.trimEnd().split("\n").map((line) => requestRecord.parse(JSON.parse(line)));
  for (const { id } of [streamed, pictured, large, unlogged]) {
    assert.ok(recorded.some((record) => record.id === id), id);
  }
  for (const directory of [stack.dataDirectory, sinkDirectory]) await Deno.remove(directory, { recursive: true });
});

async function captureFrom(stack: Stack, project: { id: string; tenantId: string }): Promise<void> {
  const { updateProject } = await graphql(
    stack,
    `mutation ($input: UpdateProjectInput!) {
      updateProject(input: $input) { __typename ... on Error { message } } }`,
    { input: { id: project.id, capture: { enabled: true, redact: ["EMAIL"] } } },
  );
  assert.equal(updateProject.__typename, "UpdateProjectPayload", updateProject.message);
  await graphql(
    stack,
    `mutation ($input: PublishConfigInput!) { publishConfig(input: $input) { __typename ... on Error { message } } }`,
    { input: { tenantId: project.tenantId, message: "capture" } },
  );
}

interface Asked {
  id: string;
  text: string;
}

async function ask(
  stack: Stack,
  { content, stream = false, headers = {} }: { content: unknown; stream?: boolean; headers?: Record<string, string> },
): Promise<Asked> {
  const response = await fetch(`${stack.gatewayUrl}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${stack.apiKey}`, ...headers },
    body: JSON.stringify({ model: "mock/demo?echo", stream, messages: [{ role: "user", content }] }),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text.slice(0, 500));
  return { id: response.headers.get("x-request-id")!, text };
}

/** Asks until the gateway has the revision that captures. */
async function eventuallyCaptured(stack: Stack, again: () => Promise<Asked>): Promise<Asked> {
  let asked!: Asked;
  await eventually(async () => {
    asked = await again();
    await eventually(async () => (await readBodies(stack, asked.id)) !== null, { timeoutMs: 10_000 });
    return (await readBodies(stack, asked.id)).state !== "NOT_CAPTURED";
  }, { timeoutMs: 20_000 });
  return asked;
}

async function bodiesOf(stack: Stack, requestId: string, state: string): Promise<Answer> {
  let bodies: Answer = null;
  await eventually(async () => {
    bodies = await readBodies(stack, requestId);
    return bodies !== null && bodies.state !== "PENDING";
  }, { timeoutMs: 15_000 });
  assert.equal(bodies.state, state);
  return bodies;
}

/** Null while there is no record. */
async function readBodies(stack: Stack, requestId: string): Promise<Answer> {
  try {
    const { node } = await graphql(
      stack,
      `query ($id: ID!) { node(id: $id) { ... on RequestLog { bodies {
        state
        request { text bytes truncated redactions { name count } }
        answer { text bytes truncated redactions { name count } }
      } } } }`,
      { id: btoa(`RequestLog:${requestId}`) },
    );
    return node.bodies;
  } catch (error) {
    if (String(error).includes("NOT_FOUND")) return null;
    throw error;
  }
}

function contentOf(stream: string): string {
  return stream.split("\n").filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)).choices[0]?.delta.content ?? "").join("");
}

/** Every row of every table, `bytea` also as the text that it may be. */
async function storedText(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: tables } = await client.query(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query(`SELECT t::text AS line FROM ${name} t`);
    parts.push(...rows.map(({ line }) => line));
  }
  const { rows: sealed } = await client.query(`SELECT encode("ciphertext", 'escape') AS text FROM "RequestBody"`);
  assert.equal(sealed.length, 3, "the no-log request has no row, or others were lost");
  await client.end();
  return [...parts, ...sealed.map(({ text }) => text)].join("\n");
}

async function filesText(directory: string): Promise<string> {
  const names = [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
  return (await Promise.all(names.map((name) => Deno.readTextFile(`${directory}/${name}`)))).join("");
}

/** What Redis holds of every key, as far as it is text. */
async function redisText(url: string): Promise<string> {
  const redis = new Redis(url, { retryStrategy: null });
  const closed = new Promise((resolve) => redis.once("end", resolve));
  const parts: string[] = [];
  for (const key of await redis.keys("*")) {
    const type = await redis.type(key);
    if (type === "string") parts.push(await redis.get(key) ?? "");
    if (type === "hash") parts.push(JSON.stringify(await redis.hgetall(key)));
    if (type === "stream") parts.push(JSON.stringify(await redis.xrange(key, "-", "+")));
  }
  redis.disconnect();
  await closed;
  return parts.join("\n");
}
