import assert from "node:assert/strict";
import { eventually } from "../../testing/eventually.ts";
import { allLogs, graphql } from "../graphql.ts";

interface DemoStack {
  graphqlUrl: string;
  gatewayUrl: string;
  adminToken: string;
  apiKey: string;
}

interface DemoProject {
  id: string;
  tenantId: string;
}

/** A request of the demonstration, as an application would send it. */
interface DemoRequest {
  model: string;
  prompt: string;
  stream?: boolean;
  /** What a mock provider is told to do. */
  script?: string;
  user?: string;
  tags?: string;
  /** Leaves as soon as the answer begins. */
  leaves?: boolean;
}

/** Gives a project providers and routes to show, all of them mock providers but one that nobody answers for. */
export async function setUpDemoProject(stack: DemoStack, { id: projectId, tenantId }: DemoProject): Promise<void> {
  for (const name of ["openai", "anthropic"]) {
    await create(stack, "createProvider", "CreateProviderInput", { tenantId, name, kind: "MOCK" });
  }
  const baseUrl = "http://127.0.0.1:65535/v1";
  await create(stack, "createProvider", "CreateProviderInput", {
    tenantId,
    name: "llama",
    kind: "OPENAI_COMPATIBLE",
    baseUrl,
  });
  for (const [name, tree] of Object.entries(ROUTES)) {
    await create(stack, "createRoute", "CreateRouteInput", { projectId, name, tree });
  }
  for (const name of ["Web shop", "Batch jobs"]) {
    await create(stack, "createApiKey", "CreateApiKeyInput", { projectId, name });
  }
  await create(stack, "publishConfig", "PublishConfigInput", { tenantId, message: "Routes of the demonstration" });
  await eventually(async () => (await servedModels(stack)).includes("canary"));
}

/** Sends the demonstration's requests, `paceMs` apart (default 0), and waits until all are on record. */
export async function sendDemoRequests(
  stack: DemoStack,
  project: DemoProject,
  { paceMs = 0 }: { paceMs?: number } = {},
): Promise<void> {
  const before = (await allLogs(stack, project.id, "requestId")).length;
  const sent: Promise<void>[] = [];
  for (const request of DEMO_REQUESTS) {
    sent.push(send(stack, request));
    if (paceMs > 0) await new Promise((resolve) => setTimeout(resolve, paceMs));
  }
  await Promise.all(sent);
  const expected = before + DEMO_REQUESTS.length;
  await eventually(async () => (await allLogs(stack, project.id, "requestId")).length === expected);
}

const target = (provider: string, model: string) => ({ type: "target", provider, model });

const ROUTES = {
  chat: { type: "fallback", children: [target("openai", "gpt-5-mini"), target("anthropic", "claude-haiku-4-5")] },
  summaries: { type: "fallback", children: [target("llama", "llama-3.3-70b"), target("openai", "gpt-5-mini")] },
  canary: {
    type: "split",
    stickyBy: "end_user",
    children: [
      { weight: 80, node: target("openai", "gpt-5") },
      { weight: 20, node: target("anthropic", "claude-sonnet-4-5") },
    ],
  },
};

const SUMMARY = "Summarise the conversation so far in three sentences, for a colleague who takes over.";
const QUESTION = "Which of my orders are still on their way?";

const DEMO_REQUESTS: readonly DemoRequest[] = [
  { model: "default", prompt: "Hello!" },
  { model: "chat", prompt: QUESTION, stream: true, script: "ttft=180,chunks=40,interval=12", user: "ada" },
  { model: "chat", prompt: QUESTION, script: "latency=420,output_tokens=310", user: "grace", tags: "team=shop" },
  { model: "summaries", prompt: SUMMARY, script: "latency=640,input_tokens=2140,output_tokens=180" },
  { model: "canary", prompt: QUESTION, stream: true, script: "ttft=310,chunks=60,interval=10", user: "linus" },
  { model: "canary", prompt: QUESTION, script: "latency=510,output_tokens=220", user: "margaret" },
  { model: "openai/rate-limited", prompt: QUESTION, user: "ada" },
  { model: "chat", prompt: SUMMARY, script: "latency=290,input_tokens=5200,cached_tokens=4096,output_tokens=95" },
  { model: "no-such-route", prompt: "Hello?" },
  { model: "chat", prompt: QUESTION, stream: true, script: "ttft=120,chunks=200,interval=20", leaves: true },
  { model: "summaries", prompt: SUMMARY, stream: true, script: "ttft=240,chunks=50,interval=8", tags: "team=care" },
  { model: "openai/error-in-stream", prompt: QUESTION, stream: true, user: "grace" },
  { model: "chat", prompt: QUESTION, stream: true, script: "ttft=90,chunks=24,interval=10", user: "margaret" },
  { model: "openai/gpt-5", prompt: SUMMARY, script: "latency=1240,input_tokens=12800,output_tokens=940" },
];

async function create(
  stack: DemoStack,
  mutation: string,
  inputType: string,
  input: Record<string, unknown>,
): Promise<void> {
  const answer = await graphql(
    stack,
    `mutation ($input: ${inputType}!) { ${mutation}(input: $input) { __typename ... on Error { message } } }`,
    { input },
  );
  const { __typename: type, message } = answer[mutation];
  assert.match(type, /Payload$/, `${mutation} ${JSON.stringify(input)}: ${message}`);
}

/** What the gateway says that its clients may ask for. */
async function servedModels({ gatewayUrl, apiKey }: DemoStack): Promise<string[]> {
  const answer = await fetch(`${gatewayUrl}/v1/models`, { headers: { authorization: `Bearer ${apiKey}` } });
  const { data } = await answer.json();
  return data.map(({ id }: { id: string }) => id);
}

async function send({ gatewayUrl, apiKey }: DemoStack, request: DemoRequest): Promise<void> {
  const { model, prompt, stream = false, script, user, tags, leaves } = request;
  const leaving = new AbortController();
  const answer = await fetch(`${gatewayUrl}/v1/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${apiKey}`,
      ...(script && { "x-perpetuo-mock": script }),
      ...(tags && { "x-perpetuo-tags": tags }),
    },
    body: JSON.stringify({ model, stream, messages: [{ role: "user", content: prompt }], ...(user && { user }) }),
    signal: leaving.signal,
  });
  if (leaves) leaving.abort();
  // One of them breaks off on purpose.
  await answer.text().catch(() => {});
}
