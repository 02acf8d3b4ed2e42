import assert from "node:assert/strict";
import { createClient } from "graphql-sse";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { ADMIN, startTestControlPlane, type TestControlPlane } from "../testing/test_control_plane.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { firstProject } from "../../e2e/graphql.ts";
import { written } from "../../shared/transport/contract/written.ts";

interface Result {
  data?: { requestLogTail: { cursor: string; log: { requestId: string } } } | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Subscribes with the client of the protocol's own library; results are pushed as they come. */
function subscribe(plane: TestControlPlane, token: string, projectId: string) {
  const client = createClient({
    url: `${plane.url}/graphql/stream`,
    headers: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const results: Result[] = [];
  const query = "subscription ($id: ID!) { requestLogTail(projectId: $id) { cursor log { requestId } } }";
  const ended = new Promise<void>((resolve, reject) => {
    client.subscribe({ query, variables: { id: projectId } }, {
      next: (result) => results.push(result as unknown as Result),
      error: reject,
      complete: resolve,
    });
  });
  return { results, ended, dispose: () => client.dispose() };
}

test("/graphql/stream serves clients of the graphql-sse protocol", async () => {
  await using plane = await startTestControlPlane();
  const project = await firstProject({ graphqlUrl: `${plane.url}/graphql`, adminToken: ADMIN.token });
  const row = await plane.db.project.findFirstOrThrow();
  const tail = subscribe(plane, ADMIN.token, project.id);
  // Records are appended until the subscription stands and hears of one.
  let n = 0;
  await eventually(async () => {
    n++;
    const sequence = { instance: "gw-stream", n };
    const record = sampleRecord(n, { tenantId: row.tenantId, projectId: row.id, sequence, atMs: Date.now() });
    await plane.transport.recordStream.writer.append(written([record]));
    return tail.results.length > 0;
  });
  assert.equal(tail.results[0]!.errors, undefined);
  assert.ok(tail.results[0]!.data!.requestLogTail.log.requestId);
  tail.dispose();
  await tail.ended;
});

test("/graphql/stream says with a code why it refuses", async () => {
  await using plane = await startTestControlPlane();
  const project = await firstProject({ graphqlUrl: `${plane.url}/graphql`, adminToken: ADMIN.token });
  const cases: [string, string, string][] = [
    ["nobody", project.id, "UNAUTHENTICATED"],
    [ADMIN.token, "no id", "VALIDATION"],
    [ADMIN.token, btoa("Project:019348c0-0000-7000-8000-000000000001"), "NOT_FOUND"],
  ];
  for (const [token, id, code] of cases) {
    const tail = subscribe(plane, token, id);
    await tail.ended;
    assert.equal(tail.results[0]?.errors?.[0]?.extensions?.code, code, JSON.stringify(tail.results));
  }
});
