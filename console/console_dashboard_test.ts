import assert from "node:assert/strict";
import { usageSum } from "./dashboards/testing/usage_sums.ts";
import { type Answers, type Asked, serveConsole, SESSION, viewerAnswer } from "./testing/served_console.ts";
import { test } from "../testing/test.ts";

const DASHBOARD = "/t/acme/dashboard";

test("the dashboard shows totals and lists from the server, and has one address for a view", async () => {
  await using console = await serveConsole(answersWith());
  const form = "range=7d&model=+gpt-5+&provider=&outcome=failed&from=&to=&in=UTC&zone=";
  const sent = await console.get(`${DASHBOARD}?${form}`, SESSION);
  await sent.body?.cancel();
  assert.deepEqual(
    [sent.status, sent.headers.get("location")],
    [303, `${DASHBOARD}?range=7d&model=gpt-5&outcome=failed`],
  );

  const html = await (await console.get(`${DASHBOARD}?model=gpt-5`, SESSION)).text();
  const text = textOf(html);
  assert.match(text, /Requests 1\.5k \+50 % vs\. before/);
  assert.match(text, /Cost \$2\.50/);
  assert.match(text, /gpt-5 , chosen: take it out of the filter 1k 10 \$1\.00/);
  assert.match(text, /All else 500/);
  assert.doesNotMatch(html, / style="/);
  const [overview] = askedFor(console.asked, "UsageOverview").slice(-1);
  assert.deepEqual(overview!.filter, { models: ["gpt-5"] });
  assert.equal(overview!.bucket, "HOUR");
  const users = askedFor(console.asked, "UsageTop").findLast(({ groupBy }) => groupBy === "END_USER")!;
  assert.deepEqual([users.bucket, users.filter], ["DAY", {}]);

  const tables = textOf(await (await console.get(`${DASHBOARD}?range=6h&tables=yes`, SESSION)).text());
  assert.match(tables, /Latency by hour, the newest first Hour \(UTC\) p50 p95 p99/);
});

test("the dashboard goes on where one panel cannot be read", async () => {
  const broken = ({ body }: Asked) => body.variables.groupBy === "MODEL" ? fault("The list broke.") : topAnswer();
  await using console = await serveConsole(answersWith({ UsageTop: broken, Fleet: () => fault("No fleet.") }));
  const answer = await console.get(DASHBOARD, SESSION);
  assert.equal(answer.status, 200);
  const text = textOf(await answer.text());
  assert.match(text, /Top models cannot be shown: The list broke\./);
  assert.match(text, /Gateways cannot be shown: No fleet\./);
  assert.match(text, /Requests 1\.5k/);
  assert.match(text, /Top providers Provider Requests/);
});

test("the dashboard leads whoever has no requests to the first steps, and says what of its address is not right", async () => {
  await using console = await serveConsole(
    answersWith({ UsageOverview: () => Response.json({ data: { usageSeries: [] } }) }),
  );
  const text = textOf(await (await console.get(`${DASHBOARD}?range=1y`, SESSION)).text());
  assert.match(text, /There is no range “1y”/);
  assert.match(text, /No requests in this time .* Send a first request/);
  const project = await console.get("/t/acme/p/project-web/dashboard", SESSION);
  await project.body?.cancel();
  assert.equal(project.headers.get("location"), `${DASHBOARD}?project=project-web`);
});

function answersWith(answers: Answers = {}): Answers {
  const total = usageSum({ requests: "1500", costNanoUsd: "2500000000" });
  const before = usageSum({ requests: "1000" });
  const at = { from: "2026-11-25T00:00:00Z", to: "2026-11-26T00:00:00Z" };
  const series = { total, points: [], previous: { ...at, total: before, points: [] }, errorBreakdown: [] };
  const none = { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
  return {
    Viewer: () => viewerAnswer([{ slug: "acme", projects: ["web"] }]),
    UsageOverview: () => Response.json({ data: { usageSeries: [series] } }),
    UsageBreakdown: () => Response.json({ data: { usageSeries: [] } }),
    UsageTop: topAnswer,
    UsageChoices: () => Response.json({ data: { tenant: { id: "t", apiKeys: none, providers: none } } }),
    ApiKeyNames: () => Response.json({ data: { nodes: [] } }),
    Budgets: () => Response.json({ data: { budgets: none } }),
    Fleet: () => Response.json({ data: { fleet: { converged: true, currentRevision: null, gateways: [] } } }),
    ...answers,
  };
}

function topAnswer(): Response {
  const total = (requests: string) => ({ requests, errors: "10", costNanoUsd: "1000000000", unpriced: "0" });
  return Response.json({
    data: {
      usageSeries: [
        { group: "gpt-5", isOther: false, total: total("1000") },
        { group: null, isOther: true, total: total("500") },
      ],
    },
  });
}

function fault(message: string): Response {
  return Response.json({ data: null, errors: [{ message, extensions: { code: "INTERNAL" } }] });
}

// deno-lint-ignore no-explicit-any -- whatever was sent as JSON.
function askedFor(asked: readonly Asked[], operation: string): any[] {
  return asked.filter(({ body }) => new RegExp(`query ${operation}\\b`).test(body?.query ?? ""))
    .map(({ body }) => body.variables);
}

function textOf(html: string): string {
  return html.replace(/<script[\s\S]*?<\/script>/g, " ").replace(/<!--[\s\S]*?-->/g, "").replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
}
