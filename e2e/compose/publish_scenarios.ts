import assert from "node:assert/strict";
import { systemClock } from "../../shared/time/clock.ts";
import { launchChromium } from "../../testing/chromium.ts";
import { eventually } from "../../testing/eventually.ts";
import { visit } from "../console/visit.ts";
import { pathsOf, signIn } from "../console/world.ts";
import { graphql } from "../graphql.ts";
import { TextLineStream } from "../text_line_stream.ts";
import { type ComposeScenario, type ComposeWorld, GATEWAYS } from "./scenario.ts";

/** The control plane and the console, through nginx. */
export const PUBLISH_SCENARIOS: readonly ComposeScenario[] = [
  { name: `a publish reaches all ${GATEWAYS} gateways`, run: publishReachesAll },
  { name: "a live tail through nginx tells of a request at once", run: liveTail },
  { name: "the console lets its owner in and shows the logs", run: consolePages },
  {
    name: "no secret stands in what the engine tells of containers, which are nobody's and cannot be written",
    run: inspected,
  },
];

async function publishReachesAll({ stack, project, client, answered }: ComposeWorld): Promise<string> {
  const { createRoute } = await graphql(
    stack,
    `mutation ($input: CreateRouteInput!) { createRoute(input: $input) { __typename ... on Error { message } } }`,
    { input: { projectId: project.id, name: "composed", tree: { type: "target", provider: "mock", model: "demo" } } },
  );
  assert.equal(createRoute.__typename, "CreateRoutePayload", createRoute.message);
  const startedAt = systemClock.monotonic();
  const { publishConfig } = await graphql(
    stack,
    `mutation ($input: PublishConfigInput!) {
      publishConfig(input: $input) { ... on PublishConfigPayload { revision { number } } ... on Error { message } }
    }`,
    { input: { tenantId: project.tenantId, message: "compose test" } },
  );
  assert.ok(publishConfig.revision, publishConfig.message);
  const { number } = publishConfig.revision;
  await eventually(async () => {
    const { fleet } = await graphql(
      stack,
      `query ($tenantId: ID!) { fleet(tenantId: $tenantId) { converged gateways { revision { number } refusal { __typename } } } }`,
      { tenantId: project.tenantId },
    );
    const serving = fleet.gateways.filter((each: { revision: { number: number } | null }) =>
      each.revision?.number === number
    );
    return fleet.converged && serving.length === GATEWAYS;
  });
  const tookMs = Math.round(systemClock.monotonic() - startedAt);
  const messages = [{ role: "user" as const, content: "Hello" }];
  const asked = await Promise.all(
    Array.from({ length: 40 }, () => client.chat.completions.create({ model: "composed", messages }).withResponse()),
  );
  for (const { response } of asked) {
    assert.ok(response.headers.get("x-perpetuo-revision")!.startsWith(`${number}-`));
    answered.add(response.headers.get("x-request-id")!);
  }
  return `revision ${number} was served by all ${tookMs} ms after it was asked for`;
}

async function liveTail({ stack, project, client, answered }: ComposeWorld): Promise<void> {
  const leave = new AbortController();
  const response = await fetch(stack.graphqlUrl, {
    method: "POST",
    headers: {
      accept: "text/event-stream",
      "content-type": "application/json",
      authorization: `Bearer ${stack.adminToken}`,
    },
    body: JSON.stringify({
      query: "subscription ($id: ID!) { requestLogTail(projectId: $id) { logs { requestId } } }",
      variables: { id: project.id },
    }),
    signal: AbortSignal.any([leave.signal, AbortSignal.timeout(20_000)]),
  });
  const lines = response.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  const messages = [{ role: "user" as const, content: "Hello" }];
  let id: string | null = null;
  try {
    // Asked once the tail is there: its first line is a comment or an event.
    for await (const line of lines) {
      id ??= (await client.chat.completions.create({ model: "mock/demo", messages }).withResponse()).request_id;
      if (line.includes(id!)) break;
    }
  } finally {
    leave.abort();
  }
  answered.add(id!);
}

async function consolePages({ stack }: ComposeWorld): Promise<void> {
  const page = await fetch(`${stack.consoleUrl}/sign-in`);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<form[^>]*method="post"/i);
  const browser = await launchChromium();
  try {
    await visit({ browser, consoleUrl: stack.consoleUrl }, {}, async ({ page }) => {
      await signIn(page);
      await page.goto((await pathsOf(stack)).logs);
      await page.locator("[data-request]").first().waitFor();
      // Subscriptions pass both the console and nginx.
      await page.locator('[data-live-state="live"]').waitFor();
    });
  } finally {
    await browser.close();
  }
}

async function inspected({ stack }: ComposeWorld): Promise<void> {
  const secrets = await stack.secrets();
  for (const service of ["nginx", "gateway", "control-plane", "console", "postgres", "redis"]) {
    for (const id of await stack.containers(service)) {
      const text = await stack.docker(["inspect", id]);
      for (const secret of secrets) assert.ok(!text.includes(secret), `${service} shows a secret`);
      const [{ HostConfig, Config }] = JSON.parse(text);
      assert.equal(HostConfig.ReadonlyRootfs, true, service);
      if (service !== "postgres") assert.match(Config.User, /^(perpetuo|nginx|redis)$/, service);
      const published = Object.keys(HostConfig.PortBindings ?? {});
      assert.equal(published.length, service === "nginx" ? 3 : 0, `${service} publishes ${published}`);
    }
  }
}
