import assert from "node:assert/strict";
import { sampleRecord } from "../../control-plane/recorder/testing/sample_record.ts";
import { ADMIN, startTestControlPlane, type TestControlPlane } from "../../control-plane/testing/test_control_plane.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { browserClient } from "../graphql/browser_client.ts";
import { createProjectMutation } from "../graphql/documents/projects.ts";
import { requestLogTailSubscription } from "../graphql/documents/request_logs.ts";
import { viewerQuery } from "../graphql/documents/viewer.ts";
import { LiveTail } from "../graphql/live_tail.ts";
import { mutationOutcome, queryOutcome } from "../graphql/outcome.ts";
import { type PersistedDocument, persistedDocument } from "../graphql/persisted_documents.ts";
import manifest from "../graphql/persisted_documents.json" with { type: "json" };
import { serverClient } from "../graphql/server_client.ts";
import { createSessionExpiry } from "../graphql/session_expiry.ts";
import { SubscriptionSlot } from "../graphql/subscription_slot.ts";
import { FakeVisibility } from "../graphql/testing/tail_fixture.ts";
import { createProxy } from "./proxy.ts";
import { written } from "../../shared/transport/contract/written.ts";

/** A production console before a real control plane, and a browser's `fetch` that keeps cookies. */
function startConsole(plane: TestControlPlane) {
  const publicUrl = "http://localhost:3000";
  const proxy = createProxy({
    controlPlaneUrl: plane.url,
    publicUrl,
    documents: new Map(Object.entries(manifest)),
    allowUnknownDocuments: false,
    fetch,
    clock: systemClock,
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, onError: () => new Response(null, { status: 500 }) },
    async (request, { remoteAddr }) => await proxy(request, remoteAddr.hostname) ?? new Response(null, { status: 404 }),
  );
  let cookie = "";
  const browserFetch: typeof fetch = async (url, init) => {
    const headers = new Headers(init?.headers);
    headers.set("origin", publicUrl);
    if (cookie !== "") headers.set("cookie", cookie);
    const answer = await fetch(new URL(String(url), `http://127.0.0.1:${server.addr.port}`), { ...init, headers });
    for (const line of answer.headers.getSetCookie()) cookie = line.split(";")[0]!;
    return answer;
  };
  const sessionExpiry = createSessionExpiry();
  return {
    fetch: browserFetch,
    sessionExpiry,
    client: browserClient({ fetch: browserFetch, clock: systemClock, sessionExpiry }),
    cookie: () => cookie,
    forget: () => {
      cookie = "";
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function signIn(fetch: typeof globalThis.fetch): Promise<void> {
  const answer = await fetch("/api/auth/sign-in/email", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: ADMIN.email, password: ADMIN.password }),
  });
  assert.equal(answer.status, 200, await answer.text());
}

/** Outside production the client refuses a document in which it does not see what kind of operation it is. */
function asInProduction(): Disposable {
  const before = Deno.env.get("NODE_ENV");
  Deno.env.set("NODE_ENV", "production");
  return {
    [Symbol.dispose]: () => before === undefined ? Deno.env.delete("NODE_ENV") : Deno.env.set("NODE_ENV", before),
  };
}

/** What the build makes of a document. */
function asBuilt<T>(document: T): T {
  const { id }: PersistedDocument = persistedDocument(document as Parameters<typeof persistedDocument>[0])!;
  return { kind: "Document", definitions: [], documentId: id } as T;
}

test("the console's data layer works through its proxy against the control plane, documents known by id alone", async () => {
  using _production = asInProduction();
  await using plane = await startTestControlPlane();
  await using console = startConsole(plane);
  const readViewer = async () =>
    queryOutcome(await console.client.query(asBuilt(viewerQuery), {}, { requestPolicy: "network-only" }).toPromise());

  const before = await readViewer();
  assert.equal(before.kind === "failed" && before.reason, "unauthenticated");
  assert.equal(console.sessionExpiry.expired.value, true);

  await signIn(console.fetch);
  console.sessionExpiry.restored();
  const viewer = await readViewer();
  assert.ok(viewer.kind === "data");
  assert.equal(viewer.data.viewer.email, ADMIN.email);
  const tenant = viewer.data.viewer.tenants.edges[0]!.node;

  const input = { tenantId: tenant.id, name: "From the console" };
  const create = async () =>
    mutationOutcome(
      await console.client.mutation(asBuilt(createProjectMutation), { input }).toPromise(),
      (data) => data.createProject,
    );
  const created = await create();
  assert.ok(created.kind === "done");
  const taken = await create();
  assert.equal(taken.kind === "failed" && taken.reason, "conflict");

  const rendered = serverClient({
    controlPlaneUrl: plane.url,
    request: new Request("http://localhost:3000/", { headers: { cookie: console.cookie() } }),
    peerAddress: "127.0.0.1",
    fetch,
    clock: systemClock,
  });
  const page = queryOutcome(await rendered.query(viewerQuery, {}).toPromise());
  assert.equal(page.kind === "data" && page.data.viewer.email, ADMIN.email);
});

test("LiveTail tells of records through the proxy as they come, and ends when the session has ended", async () => {
  await using plane = await startTestControlPlane();
  await using console = startConsole(plane);
  await eventually(async () => (await plane.transport.recordStream.tail.end()).epoch !== null);
  await signIn(console.fetch);
  const project = await plane.db.project.findFirstOrThrow();
  const globalId = btoa(`Project:${project.id}`);
  const told: string[] = [];
  const visibility = new FakeVisibility();
  const tail = new LiveTail({
    document: asBuilt(requestLogTailSubscription),
    variables: { projectId: globalId, withProject: false },
    select: (data) => data.requestLogTail,
    onLog: (log) => told.push(log.requestId),
    reread: () => {},
    fetch: console.fetch,
    clock: systemClock,
    random: () => 0,
    visibility,
    slot: new SubscriptionSlot(),
    sessionExpiry: console.sessionExpiry,
  });
  const sent: string[] = [];
  const ship = async (n: number) => {
    const record = sampleRecord(n, { tenantId: project.tenantId, projectId: project.id });
    sent.push(record.id);
    assert.equal((await plane.transport.recordStream.writer.append(written([record]))).state, "appended");
  };
  await eventually(() => tail.status.value.state === "live");
  for (let n = 1; n <= 5; n++) await ship(n);
  await eventually(() => told.length === 5);
  visibility.set(false);
  for (let n = 6; n <= 9; n++) await ship(n);
  visibility.set(true);
  await eventually(() => told.length === 9);
  assert.deepEqual(told, sent);

  console.forget();
  visibility.set(false);
  visibility.set(true);
  await eventually(() => tail.status.value.state === "ended");
  assert.equal(tail.status.value.failure?.reason, "unauthenticated");
  assert.equal(console.sessionExpiry.expired.value, true);
});
