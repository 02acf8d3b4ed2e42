import assert from "node:assert/strict";
import { ADMIN } from "../control-plane/testing/test_control_plane.ts";
import { TextLineStream } from "./text_line_stream.ts";
import { eventually } from "../testing/eventually.ts";
import { withDatabase } from "../testing/services.ts";
import { test } from "../testing/test.ts";
import { repositoryPath } from "../tools/repository.ts";
import { firstProject, graphql } from "./graphql.ts";
import { type HostileRequest, hostileRequests } from "./hostile_requests.ts";

const SUBSCRIPTIONS_EACH_MAX = 20;
const MIB = 1_048_576;
const BEARER = { authorization: `Bearer ${ADMIN.token}` };

test("the GraphQL API bounds whatever it is sent, in flat memory, and serves others meanwhile", async (t) => {
  await using plane = await startHostile();
  const requests = hostileRequests();
  const polite = politeCaller(plane.url);
  for (const request of requests) {
    await t.step(request.name, async () => await expectRefusal(plane.url, request));
  }
  await t.step(
    "a flood of subscriptions by one caller, who reads none of them",
    () => expectSubscriptionsBounded(plane),
  );
  const before = await plane.memory();
  // The same once more, and more: what it takes must not be kept.
  for (let round = 0; round < 4; round++) {
    await Promise.all(requests.map((request) => expectRefusal(plane.url, request)));
  }
  await expectSubscriptionsBounded(plane);
  const after = await plane.memory();
  await t.step("memory stays flat", () => {
    const grown = { heap: (after.heapUsed - before.heapUsed) / MIB, rss: (after.rss - before.rss) / MIB };
    assert.ok(grown.heap < 24 && grown.rss < 160, JSON.stringify(grown));
  });
  await t.step("a caller who goes on and on is told to wait, and nobody else is", () => expectRateLimit(plane.url));
  const { answered, failures, slowestMs } = await polite.end();
  await t.step("others are served meanwhile", () => {
    assert.deepEqual(failures, []);
    assert.ok(answered > 20, `${answered} answers`);
    assert.ok(slowestMs < 5_000, `${slowestMs} ms`);
  });
});

async function expectRefusal(url: string, { name, path = "/graphql", ...request }: HostileRequest): Promise<void> {
  const init = request.init ??
    { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(request.body) };
  const headers = new Headers(init.headers);
  if (!headers.has("cookie")) headers.set("authorization", BEARER.authorization);
  headers.set("accept", "application/json");
  const response = await fetch(url + path, { ...init, headers });
  const answer = await response.json();
  const said = `${name}: ${response.status} ${JSON.stringify(answer).slice(0, 500)}`;
  assert.equal(response.status, request.status, said);
  assert.equal(answer.errors[0].extensions.code, request.code, said);
  assert.match(answer.errors.map(({ message }: { message: string }) => message).join("\n"), request.message, said);
  assert.equal(answer.data ?? null, null, said);
}

/** Opens more than are allowed, reads nothing of those that stand, and goes away: then there is room again. */
async function expectSubscriptionsBounded({ url, projectId }: { url: string; projectId: string }): Promise<void> {
  const abort = new AbortController();
  const query = "subscription ($id: ID!) { requestLogTail(projectId: $id) { cursor } }";
  const body = JSON.stringify({ query, variables: { id: projectId } });
  const headers = { ...BEARER, "content-type": "application/json", accept: "text/event-stream" };
  const open = async () => {
    const response = await fetch(`${url}/graphql/stream`, { method: "POST", headers, body, signal: abort.signal });
    const first = await firstText(response, 250);
    return /RATE_LIMITED/.test(first);
  };
  const refused = await Promise.all(Array.from({ length: SUBSCRIPTIONS_EACH_MAX + 5 }, open));
  assert.equal(refused.filter(Boolean).length, 5, JSON.stringify(refused));
  abort.abort();
  await eventually(async () => {
    const again = new AbortController();
    try {
      const response = await fetch(`${url}/graphql/stream`, { method: "POST", headers, body, signal: again.signal });
      return !/RATE_LIMITED/.test(await firstText(response, 100));
    } finally {
      again.abort();
    }
  });
}

/** What an answer says first, within so many milliseconds; empty when it stays silent. The rest is left unread. */
async function firstText(response: Response, withinMs: number): Promise<string> {
  const reader = response.body!.getReader();
  const silence = Promise.withResolvers<{ value?: Uint8Array }>();
  const timer = setTimeout(() => silence.resolve({}), withinMs);
  let text = "";
  try {
    for (;;) {
      const { value } = await Promise.race([reader.read().catch(() => ({ value: undefined })), silence.promise]);
      if (value === undefined) return text;
      text += new TextDecoder().decode(value);
      // Comments keep the connection open and say nothing.
      if (/^event: (next|error)/m.test(text) && text.includes("}")) return text;
    }
  } finally {
    clearTimeout(timer);
    reader.releaseLock();
  }
}

async function expectRateLimit(url: string): Promise<void> {
  const to = { graphqlUrl: `${url}/graphql`, adminToken: ADMIN.token };
  const input = { name: "greedy", scopes: ["*"] };
  const made = await graphql(
    to,
    `mutation ($input: CreatePersonalAccessTokenInput!) {
      createPersonalAccessToken(input: $input) { ... on CreatePersonalAccessTokenPayload { secret } } }`,
    { input },
  );
  const headers = {
    authorization: `Bearer ${made.createPersonalAccessToken.secret}`,
    "content-type": "application/json",
    accept: "application/json",
  };
  const tenants = "tenants(first: 100) { edges { node { projects(first: 100) { edges { node { id name } } } } } }";
  const body = JSON.stringify({ query: `{ viewer { ${tenants} } }` });
  let requested = 0;
  for (let asked = 0; asked < 100; asked++) {
    const response = await fetch(to.graphqlUrl, { method: "POST", headers, body });
    const answer = await response.json();
    if (response.status !== 429) {
      assert.equal(response.status, 200);
      requested += answer.extensions.cost.requested;
      continue;
    }
    assert.equal(answer.errors[0].extensions.code, "RATE_LIMITED");
    const seconds = Number(response.headers.get("retry-after"));
    assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, `${seconds}`);
    return assert.ok(requested >= 100_000, `${requested} were let through`);
  }
  assert.fail("nobody said to wait");
}

/** Somebody who asks for a small thing, one after the other, until ended. */
function politeCaller(url: string) {
  let isOver = false;
  let answered = 0;
  let slowestMs = 0;
  const failures: string[] = [];
  const running = (async () => {
    while (!isOver) {
      const startMs = performance.now();
      try {
        await graphql({ graphqlUrl: `${url}/graphql`, adminToken: ADMIN.token }, "{ viewer { id } }");
        answered++;
      } catch (error) {
        failures.push(String(error));
      }
      slowestMs = Math.max(slowestMs, performance.now() - startMs);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return {
    async end() {
      isOver = true;
      await running;
      return { answered, failures, slowestMs };
    },
  };
}

interface Hostile extends AsyncDisposable {
  url: string;
  projectId: string;
  memory(): Promise<{ rss: number; heapUsed: number }>;
}

/** A control plane in a process of its own. */
async function startHostile(): Promise<Hostile> {
  await using undo = new AsyncDisposableStack();
  const database = undo.use(await withDatabase());
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--v8-flags=--expose-gc", repositoryPath("e2e/hostile_process.ts")],
    env: { DATABASE_URL: database.url, GRAPHQL_COST_PER_MINUTE: "1000000" },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
  const input = child.stdin.getWriter();
  undo.defer(async () => {
    await input.close();
    await lines.cancel();
    await child.status;
  });
  const next = async () => JSON.parse((await lines.read()).value!);
  const { url } = await next();
  const project = await firstProject({ graphqlUrl: `${url}/graphql`, adminToken: ADMIN.token });
  const owned = undo.move();
  return {
    url,
    projectId: project.id,
    memory: async () => {
      await input.write(new TextEncoder().encode("\n"));
      return await next();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
