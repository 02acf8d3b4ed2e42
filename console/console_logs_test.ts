import assert from "node:assert/strict";
import { logDetail, logRow, requestIdOf } from "./logs/testing/log_records.ts";
import { type Answers, serveConsole, SESSION, viewerAnswer } from "./testing/served_console.ts";
import { test } from "../testing/test.ts";

const LOGS = "/t/acme/p/project-web/logs";

test("the logs page shows records, the newest first, with their price and what is unknown as such", async () => {
  await using console = await serveConsole(answersWith([
    logRow(2, { costNanoUsd: null, outcome: "FAILED", status: 502, errorCode: "upstream_error" }),
    logRow(1),
  ]));
  const html = await (await console.get(LOGS, SESSION)).text();
  const text = textOf(html);
  assert.match(text, /failed 502 fast .* upstream_error .*unpriced.*completed 200 fast .* demo.*\$0\.00000150/);
  assert.match(text, /Web shop/);
  assert.match(html, new RegExp(`href="${LOGS}/${requestIdOf(2)}"`));
  assert.doesNotMatch(html, / style="/);
  assert.deepEqual(lastVariables(console.asked), { ...OF_PROJECT, filter: {}, first: 50 });
});

test("the logs page has one address for a filter, and asks for what it says", async () => {
  await using console = await serveConsole(answersWith([logRow(1)]));
  const form = "model=+gpt-5+&provider=&outcome=denied&outcome=failed&status-min=400&from=2026-11-23T10:00&zone=UTC";
  const sent = await console.get(`${LOGS}?${form}`, SESSION);
  await sent.body?.cancel();
  assert.equal(sent.status, 303);
  const address = sent.headers.get("location")!;
  assert.equal(
    address,
    `${LOGS}?outcome=failed&outcome=denied&model=gpt-5&status-min=400&from=2026-11-23T10%3A00%3A00Z`,
  );
  const shown = await console.get(`${address}&after=bG9nOjE%3D`, SESSION);
  assert.equal(shown.status, 200);
  const html = await shown.text();
  assert.match(html, /name="model"[^>]*value="gpt-5"|value="gpt-5"[^>]*name="model"/);
  const from = "2026-11-23T10:00:00Z";
  assert.deepEqual(lastVariables(console.asked), {
    ...OF_PROJECT,
    filter: { outcome: ["FAILED", "DENIED"], model: "gpt-5", statusMin: 400, from },
    first: 50,
    after: "bG9nOjE=",
  });
});

test("the logs page reads a filter's text, shows its demands one by one, and offers it as a file", async () => {
  await using console = await serveConsole(answersWith([logRow(1)]));
  const query = `q=${encodeURIComponent("status>=500 key:key-1")}&outcome=failed`;
  const sent = await console.get(`${LOGS}?${query}`, SESSION);
  await sent.body?.cancel();
  const address = sent.headers.get("location")!;
  assert.equal(address, `${LOGS}?outcome=failed&q=status%3E%3D500+key%3Akey-1`);
  const html = await (await console.get(address, SESSION)).text();
  assert.deepEqual(lastVariables(console.asked)["filter"], {
    where: [
      { field: "STATUS", operator: "GTE", value: "500" },
      { field: "API_KEY", operator: "EQ", value: "key-1" },
    ],
    outcome: ["FAILED"],
  });
  assert.match(html, /aria-label="Remove key:&quot;Web shop&quot;"/);
  assert.match(
    html,
    new RegExp(`href="${LOGS}\\?outcome=failed&amp;q=key%3Akey-1"[^>]*aria-label="Remove status>=500"`),
  );
  assert.match(
    html,
    /href="\/api\/export\/logs\.csv\?projectId=project-web&amp;where=%5B%7B%22field%22%3A%22OUTCOME%22/,
  );
});

test("the logs page says what of a filter's text it does not understand, and applies the rest", async () => {
  await using console = await serveConsole(answersWith([logRow(1)]));
  const html = await (await console.get(`${LOGS}?q=teapot%3A1+status%3A200`, SESSION)).text();
  assert.match(textOf(html), /Filter teapot:1 : expected is the name of a field/);
  assert.match(html, /value="teapot:1 status:200"/);
  assert.equal(lastVariables(console.asked)["filter"].where.length, 1);
});

test("a view's address is spelt out, and its columns and name are there", async () => {
  const view = {
    __typename: "SavedView",
    id: "view-1",
    name: "Failures",
    shared: true,
    mine: false,
    editable: false,
    version: 1,
    owner: { name: "Ada" },
    project: null,
    view: {
      where: [{ field: "OUTCOME", operator: "EQ", value: "FAILED" }],
      columns: [{ field: "TAG", name: "team" }],
      range: { lastMinutes: 60 },
    },
  };
  await using console = await serveConsole({
    ...answersWith([logRow(1)], ALONE, [view]),
    SavedView: () => Response.json({ data: { node: view } }),
  });
  const sent = await console.get(`${LOGS}?view=view-1`, SESSION);
  await sent.body?.cancel();
  assert.equal(sent.headers.get("location"), `${LOGS}?view=view-1&q=outcome%3Afailed&since=1h`);
  const html = await (await console.get(sent.headers.get("location")!, SESSION)).text();
  assert.match(textOf(html), /Failures.*shared by Ada/);
});

test("a tenant's log tells the project of each record", async () => {
  const row = logRow(1, { project: { id: "project-web", name: "Web" } });
  const node = { __typename: "Tenant", projects: { edges: [] }, providers: { edges: [] } };
  await using console = await serveConsole({
    ...answersWith([]),
    LogsPage: () =>
      Response.json({ data: { requestLogs: { edges: [{ node: row }], pageInfo: ALONE }, node, savedViews: NO_VIEWS } }),
  });
  const html = await (await console.get("/t/acme/logs", SESSION)).text();
  assert.match(textOf(html), /Project .* Web /);
  assert.match(html, /href="\/t\/acme\/logs\/01a20a7f-0001/);
  const { tenantId, projectId, withProject } = lastVariables(console.asked);
  assert.deepEqual({ tenantId, projectId, withProject }, {
    tenantId: "tenant-acme",
    projectId: undefined,
    withProject: true,
  });
});

test("the logs page links to the pages beside it and keeps the filter", async () => {
  const pageInfo = { hasNextPage: true, hasPreviousPage: true, startCursor: "bg==", endCursor: "bw==" };
  await using console = await serveConsole(answersWith([logRow(1)], pageInfo));
  const html = await (await console.get(`${LOGS}?route=fast&after=bG9nOjE%3D`, SESSION)).text();
  assert.match(html, new RegExp(`href="${LOGS.replaceAll("/", "\\/")}\\?route=fast&amp;after=bw%3D%3D"`));
  assert.match(html, new RegExp(`href="${LOGS.replaceAll("/", "\\/")}\\?route=fast&amp;before=bg%3D%3D"`));
});

test("the logs page says what of a filter is not right, and applies the rest", async () => {
  await using console = await serveConsole(answersWith([logRow(1)]));
  const answer = await console.get(`${LOGS}?status-min=4xx&outcome=failed&request=%3Cb%3E`, SESSION);
  assert.equal(answer.status, 200);
  const text = textOf(await answer.text());
  assert.match(text, /Status from 4xx : expected is an HTTP status/);
  assert.match(text, /Request id &lt;b> : expected is a request's id/);
  assert.deepEqual(lastVariables(console.asked).filter, { outcome: ["FAILED"] });
});

test("the logs page shows what the API says of a filter beside the form that mends it", async () => {
  const issues = [{ path: ["filter", "apiKeyId"], message: "not the id of an ApiKey" }];
  await using console = await serveConsole({
    ...answersWith([]),
    LogsPage: () => Response.json({ errors: [{ message: "No.", extensions: { code: "VALIDATION", issues } }] }),
    LogChoices: () => Response.json({ data: { node: CHOICES, savedViews: NO_VIEWS } }),
  });
  const answer = await console.get(`${LOGS}?key=abc`, SESSION);
  assert.equal(answer.status, 200);
  const text = textOf(await answer.text());
  assert.match(text, /API key: not the id of an ApiKey/);
  assert.match(text, /one that is not listed/);
  assert.doesNotMatch(text, /No request matches/);
});

test("the logs page tells how to send the first request, and under a filter how to clear it", async () => {
  await using console = await serveConsole(answersWith([]));
  const first = textOf(await (await console.get(LOGS, SESSION)).text());
  assert.match(first, /No requests yet .*curl http:\/\/gateway\.example\.com\/v1\/chat\/completions/);
  const filtered = textOf(await (await console.get(`${LOGS}?model=none`, SESSION)).text());
  assert.match(filtered, /No request matches/);
  assert.doesNotMatch(filtered, /curl/);
});

test("the logs page is away while the control plane is", async () => {
  await using console = await serveConsole({
    ...answersWith([]),
    LogsPage: () => new Response("busy", { status: 502 }),
  });
  const answer = await console.get(LOGS, SESSION);
  assert.equal(answer.status, 503);
  assert.match(await answer.text(), /Not available right now/);
});

test("a request's page tells all that is known of it, and leads back to the filter", async () => {
  await using console = await serveConsole(answersWith([]));
  const answer = await console.get(`${LOGS}/${requestIdOf(1)}?outcome=failed`, SESSION);
  assert.equal(answer.status, 200);
  const html = await answer.text();
  const text = textOf(html);
  for (
    const part of [
      /mock\/error-500 failed 500 0 ms 10 ms 20 ms broken/,
      /Dropped fields logit_bias/,
      /from cache 200/,
      /Cost \$0\.0000015 /,
      /fallback no\. 2 → target/,
      /7 01234567 published by Ada/,
      /Web shop · ppk_abc123def456_…/,
    ]
  ) assert.match(text, part);
  assert.doesNotMatch(html, / style="/);
  assert.match(html, new RegExp(`href="${LOGS}\\?outcome=failed"`));
});

test("a request's page tells of an answer from the cache, and of a count that generated nothing", async () => {
  const log = logDetail(1, { cacheHit: true, attempts: [], costNanoUsd: "0", dialect: "ANTHROPIC_COUNT_TOKENS" });
  await using console = await serveConsole({
    ...answersWith([]),
    RequestLog: () => Response.json({ data: { requestLogs: { edges: [{ node: log }] } } }),
  });
  const text = textOf(await (await console.get(`${LOGS}/${requestIdOf(1)}`, SESSION)).text());
  assert.match(text, /Cache answered from the cache/);
  assert.match(text, /No provider was called: the answer was in the cache\./);
  assert.match(text, /API anthropic count tokens/);
});

test("a request's page is 404 for what the project does not have", async () => {
  await using console = await serveConsole({
    ...answersWith([]),
    RequestLog: () => Response.json({ data: { requestLogs: { edges: [] } } }),
  });
  for (const id of [requestIdOf(1), "42", "%00"]) {
    const answer = await console.get(`${LOGS}/${id}`, SESSION);
    await answer.body?.cancel();
    assert.equal(answer.status, 404, id);
  }
});

test("an error's page tells what its code means", async () => {
  await using console = await serveConsole(answersWith([]));
  const known = await console.get("/errors/upstream_timeout", SESSION);
  assert.match(textOf(await known.text()), /The provider ' provider ' did not answer in time\..*HTTP status 504/);
  for (const code of ["nothing", "toString"]) {
    const unknown = await console.get(`/errors/${code}`, SESSION);
    await unknown.body?.cancel();
    assert.equal(unknown.status, 404, code);
  }
});

const CHOICES = {
  __typename: "Project",
  apiKeys: { edges: [{ node: { id: "key-1", name: "Web shop", keyId: "abc123def456" } }] },
  routes: { edges: [{ node: { name: "fast" } }] },
  tenant: { providers: { edges: [{ node: { name: "mock" } }] } },
};
const NO_VIEWS = { edges: [] };
const OF_PROJECT = {
  projectId: "project-web",
  withProject: false,
  placeId: "project-web",
  tenantOfViews: "tenant-acme",
};
const ALONE = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };

function answersWith(
  rows: readonly unknown[],
  pageInfo: typeof ALONE | object = ALONE,
  views: readonly unknown[] = [],
): Answers {
  const edges = rows.map((node) => ({ node }));
  return {
    Viewer: () => viewerAnswer([{ slug: "acme", projects: ["web"] }]),
    LogsPage: () =>
      Response.json({
        data: {
          requestLogs: { edges, pageInfo },
          node: CHOICES,
          savedViews: { edges: views.map((node) => ({ node })) },
        },
      }),
    RequestLog: () => Response.json({ data: { requestLogs: { edges: [{ node: logDetail(1) }] } } }),
  };
}

// deno-lint-ignore no-explicit-any
function lastVariables(asked: readonly { body: { variables: Record<string, unknown> } }[]): Record<string, any> {
  return asked.at(-1)!.body.variables;
}

/** What is on a page, without its scripts and its markup. */
function textOf(html: string): string {
  return html.replace(/<(script|style)[\s\S]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
}
