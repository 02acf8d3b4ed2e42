import assert from "node:assert/strict";
import type { Client } from "@urql/core";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { browserClient } from "./browser_client.ts";
import { createProjectMutation } from "./documents/projects.ts";
import { providersQuery } from "./documents/providers.ts";
import { viewerQuery } from "./documents/viewer.ts";
import { mutationOutcome, queryOutcome, resultOf } from "./outcome.ts";
import { serverClient } from "./server_client.ts";
import { createSessionExpiry } from "./session_expiry.ts";

const viewer = { id: "1", email: "a@example.com", name: "A", tenants: { edges: [] } };
const input = { tenantId: "t", name: "p" };

/** A `fetch` that answers as told and keeps what it was asked. */
function fakeFetch(answer: (request: Request) => Response | Promise<Response>) {
  const requests: Request[] = [];
  const fake: typeof fetch = async (url, init) => {
    const request = new Request(new URL(String(url), "http://console.test"), init);
    requests.push(request);
    return await answer(request);
  };
  return { fetch: fake, requests };
}

function inBrowser(answer: (request: Request) => Response | Promise<Response>) {
  const sessionExpiry = createSessionExpiry();
  const { fetch, requests } = fakeFetch(answer);
  return { client: browserClient({ fetch, clock: systemClock, sessionExpiry }), requests, sessionExpiry };
}

async function createProject(client: Client) {
  return mutationOutcome(
    await client.mutation(createProjectMutation, { input }).toPromise(),
    (data) => data.createProject,
  );
}

test("serverClient() asks as the request that a page is rendered for, and keeps nothing", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json({ data: { viewer } }));
  const page = new Request("http://localhost:3000/", {
    headers: {
      "cookie": "session=s",
      "x-request-id": "r",
      "authorization": "Bearer ppt_x",
      "origin": "https://evil.example.com",
      "x-forwarded-for": "203.0.113.7",
    },
  });
  const client = serverClient({
    controlPlaneUrl: "http://control-plane:4000",
    request: page,
    peerAddress: "10.0.0.1",
    fetch,
    clock: systemClock,
  });
  for (let n = 0; n < 2; n++) {
    assert.deepEqual(queryOutcome(await client.query(viewerQuery, {}).toPromise()), { kind: "data", data: { viewer } });
  }
  assert.equal(requests.length, 2);
  const [first] = requests;
  assert.deepEqual([first!.url, first!.method], ["http://control-plane:4000/graphql", "POST"]);
  assert.match((await first!.json()).query, /^query Viewer/);
  const sent = ["cookie", "x-request-id", "authorization", "origin", "x-forwarded-for"].map((name) =>
    first!.headers.get(name)
  );
  assert.deepEqual(sent, ["session=s", "r", null, null, "203.0.113.7, 10.0.0.1"]);
});

test("serverClient() gives up when the control plane takes too long, body included", async () => {
  const clock = new ManualClock();
  const { fetch } = fakeFetch(({ signal }) =>
    new Response(
      new ReadableStream({
        start: (controller) => signal.addEventListener("abort", () => controller.error(signal.reason)),
      }),
      { headers: { "content-type": "application/json" } },
    )
  );
  const client = serverClient({
    controlPlaneUrl: "http://control-plane",
    request: new Request("http://console.test/"),
    fetch,
    clock,
    timeoutMs: 1_000,
  });
  const pending = client.query(viewerQuery, {}).toPromise();
  await clock.untilPending();
  await clock.advance(1_000);
  const outcome = queryOutcome(await pending);
  assert.equal(outcome.kind === "failed" && outcome.reason, "unavailable");
  assert.equal(clock.pending, 0);
});

test("queryOutcome() says what a failure is, with the request's id", async () => {
  const cases: [code: string | null, reason: string][] = [
    ["UNAUTHENTICATED", "unauthenticated"],
    ["FORBIDDEN", "forbidden"],
    ["NOT_FOUND", "not_found"],
    ["VALIDATION", "validation"],
    ["UNAVAILABLE", "unavailable"],
    ["RATE_LIMITED", "unavailable"],
    ["DOCUMENT_UNKNOWN", "outdated"],
    ["INTERNAL", "fault"],
    [null, "fault"],
  ];
  for (const [code, reason] of cases) {
    const errors = [{ message: "Not so.", extensions: { code, issues: [{ path: ["slug"], message: "no" }, "x"] } }];
    for (const status of [200, 400, 502]) {
      const { client } = inBrowser(() => Response.json({ errors }, { status, headers: { "x-request-id": "r" } }));
      const outcome = queryOutcome(await client.query(providersQuery, { slug: "s" }).toPromise());
      assert.equal(outcome.kind, "failed");
      if (outcome.kind !== "failed") continue;
      assert.deepEqual([outcome.reason, outcome.requestId], [reason, "r"]);
      assert.deepEqual(outcome.issues, reason === "validation" ? [{ path: ["slug"], message: "no" }] : []);
    }
  }
});

test("queryOutcome() takes a lost network, and an answer that is no GraphQL, for unavailable", async () => {
  for (
    const answer of [
      () => Promise.reject(new TypeError("failed to fetch")),
      () => new Response("<html>", { status: 503 }),
    ]
  ) {
    const { client } = inBrowser(answer);
    const outcome = queryOutcome(await client.query(viewerQuery, {}).toPromise());
    assert.equal(outcome.kind === "failed" && outcome.reason, "unavailable");
  }
});

test("mutationOutcome() tells a payload from every other member of the result", async () => {
  const project = { id: "p", name: "p" };
  const done = inBrowser(() =>
    Response.json({ data: { createProject: { __typename: "CreateProjectPayload", project } } })
  );
  const outcome = await createProject(done.client);
  assert.equal(outcome.kind === "done" && outcome.payload.project.name, "p");

  const issues = [{ path: ["input", "name"], message: "too long" }];
  const refused = inBrowser(() =>
    Response.json({
      data: { createProject: { __typename: "ValidationError", code: "VALIDATION", message: "No.", issues } },
    })
  );
  assert.deepEqual(await createProject(refused.client), {
    kind: "failed",
    reason: "validation",
    message: "No.",
    issues,
    requestId: null,
  });
});

test("resultOf() narrows a result by its type name", () => {
  type Union = { __typename: "MakePayload"; made: number } | { __typename: "ConflictError"; message: string };
  const results =
    ([{ __typename: "MakePayload", made: 1 }, { __typename: "ConflictError", message: "taken" }] as Union[])
      .map((union) => {
        const result = resultOf(union);
        return result.kind === "done" ? result.payload.made : result.error.message;
      });
  assert.deepEqual(results, [1, "taken"]);
});

test("browserClient() reports a session that ended, once, whichever way the API says so, until it is restored", async () => {
  const asError = () => Response.json({ errors: [{ message: "Sign in.", extensions: { code: "UNAUTHENTICATED" } }] });
  const asMember = () =>
    Response.json({
      data: { createProject: { __typename: "UnauthenticatedError", code: "UNAUTHENTICATED", message: "Sign in." } },
    });
  for (const answer of [asError, asMember]) {
    const { client, sessionExpiry } = inBrowser(answer);
    const seen: boolean[] = [];
    const unsubscribe = sessionExpiry.expired.subscribe((expired) => seen.push(expired));
    for (let n = 0; n < 2; n++) {
      const outcome = await createProject(client);
      // The form gets its answer all the same, and keeps what was written.
      assert.equal(outcome.kind === "failed" && outcome.reason, "unauthenticated");
    }
    sessionExpiry.restored();
    await createProject(client);
    assert.deepEqual(seen, [false, true, false, true]);
    unsubscribe();
  }
});

test("browserClient() asks again for what a mutation touched", async () => {
  const typed = { ...viewer, __typename: "User", tenants: { __typename: "UserTenantsConnection", edges: [] } };
  const { client, requests } = inBrowser(async (request) => {
    const { query } = await request.clone().json();
    return query.startsWith("query")
      ? Response.json({ data: { viewer: typed } })
      : Response.json({ data: { createProject: { __typename: "CreateProjectPayload", project: typed } } });
  });
  const answers: unknown[] = [];
  const again = Promise.withResolvers<void>();
  const { unsubscribe } = client.query(viewerQuery, {}).subscribe((result) => {
    answers.push(result.data);
    if (requests.length === 3) again.resolve();
  });
  await client.query(viewerQuery, {}).toPromise();
  await createProject(client);
  await again.promise;
  assert.ok(requests.every(({ url, method }) => url === "http://console.test/graphql" && method === "POST"));
  assert.match((await requests[0]!.json()).query, /__typename/);
  unsubscribe();
});
