import assert from "node:assert/strict";
import pg from "pg";
import { eventually } from "../testing/eventually.ts";
import { withDatabase } from "../testing/services.ts";
import { test } from "../testing/test.ts";
import { allLogs, firstProject, graphql } from "./graphql.ts";
import { SEEDED, type Stack, startStack } from "./stack.ts";

/** Unmistakable, and shaped so that no redaction pattern of ours could catch it by luck. */
const PROVIDER_KEY = "zq8-provider-secret-Vh3kPw9Lr2";

test("no secret reaches a log line, an answer, a database column or a file in clear", async () => {
  await using database = await withDatabase();
  const stack = await startStack({ environment: { DATABASE_URL: database.url } });
  const answers: string[] = [];
  const secret = await useEverything(stack, answers);
  assert.equal(await stack.stop(), 0, stack.output());

  const places: Record<string, string> = {
    "the answers": answers.join("\n"),
    "the output": stack.output(),
    "the database": await everyRow(database.url),
    "the data directory": await everyFile(stack.dataDirectory),
  };
  for (const [place, text] of Object.entries(places)) {
    assert.ok(text.length > 0, `${place} is empty, so that nothing was proved`);
    for (const [name, value] of Object.entries({ PROVIDER_KEY, secret, ...pick(SEEDED) })) {
      assert.ok(!text.includes(value), `${name} stands in ${place}`);
    }
  }
  await Deno.remove(stack.dataDirectory, { recursive: true });
});

function pick({ apiKey, adminToken, password }: typeof SEEDED): Record<string, string> {
  return { apiKey, adminToken, password };
}

/** Makes a provider and a key, uses both well and badly, and reads everything back; gives the key's secret. */
async function useEverything(stack: Stack, answers: string[]): Promise<string> {
  const project = await firstProject(stack);
  const provider = await graphql(
    stack,
    `mutation ($input: CreateProviderInput!) {
      createProvider(input: $input) { __typename ... on CreateProviderPayload { provider { id name } } ... on Error { message } }
    }`,
    {
      // Nobody listens there: the attempt fails and its error goes to the record.
      input: {
        tenantId: project.tenantId,
        name: "closed",
        kind: "OPENAI",
        baseUrl: "http://127.0.0.1:9/v1",
        apiKey: PROVIDER_KEY,
      },
    },
  );
  assert.equal(provider.createProvider.__typename, "CreateProviderPayload", JSON.stringify(provider));
  const made = await graphql(
    stack,
    `mutation ($input: CreateApiKeyInput!) {
      createApiKey(input: $input) { ... on CreateApiKeyPayload { secret apiKey { id name } } ... on Error { message } }
    }`,
    { input: { projectId: project.id, name: "grep" } },
  );
  const { secret } = made.createApiKey;
  await graphql(
    stack,
    `mutation ($input: PublishConfigInput!) {
      publishConfig(input: $input) { ... on PublishConfigPayload { revision { number } } ... on Error { message } }
    }`,
    { input: { tenantId: project.tenantId, message: "a provider that is closed" } },
  );
  await eventually(async () => await ask(stack, secret, "mock/demo", answers) === 200, { timeoutMs: 5_000 });
  await eventually(async () => await ask(stack, secret, "closed/gpt-4o", answers) === 502, { timeoutMs: 5_000 });
  await ask(stack, `${secret}wrong`, "mock/demo", answers);
  await ask(stack, secret, "mock/error-500", answers);
  await eventually(async () => (await allLogs(stack, project.id, "requestId")).length >= 3, { timeoutMs: 10_000 });
  answers.push(JSON.stringify(await allLogs(stack, project.id, "requestId attempts { error } errorCode")));
  return secret;
}

async function ask(stack: Stack, key: string, model: string, answers: string[]): Promise<number> {
  const response = await fetch(`${stack.gatewayUrl}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }] }),
  });
  answers.push(JSON.stringify([...response.headers]), await response.text());
  return response.status;
}

async function everyRow(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: tables } = await client.query(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query(`SELECT t::text AS line FROM ${name} t`);
    parts.push(...rows.map((row) => row.line), ...rows.map((row) => bytesInClear(row.line)));
  }
  await client.end();
  return parts.join("\n");
}

/** `bytea` columns print as hexadecimal: read them as text too. */
function bytesInClear(line: string): string {
  return (line.match(/\\x[0-9a-f]+/g) ?? [])
    .map((hex) =>
      new TextDecoder().decode(Uint8Array.from(hex.slice(2).match(/../g) ?? [], (pair) => parseInt(pair, 16)))
    )
    .join(" ");
}

async function everyFile(directory: string): Promise<string> {
  const parts: string[] = [];
  for await (const entry of Deno.readDir(directory)) {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory) parts.push(await everyFile(path));
    if (entry.isFile) parts.push(new TextDecoder().decode(await Deno.readFile(path)));
  }
  return parts.join("\n");
}
