import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { GraphqlAnswer } from "../testing/api.ts";
import { ADMIN, startTestControlPlane } from "../testing/test_control_plane.ts";

test("the GraphQL server says what an operation costs, names requests in errors, and binds cookies to known documents", async (t) => {
  const environment = { PERSISTED_DOCUMENTS_ONLY: "console", GRAPHIQL: "on" };
  await using plane = await startTestControlPlane({ environment });
  await t.step("extensions.cost is in every answer", async () => {
    const answer = await plane.owner.send("{ viewer { id } }") as GraphqlAnswer & { extensions: unknown };
    const cost = { requested: 2, limit: 100_000, depth: 2, depthLimit: 20, breadth: 2, breadthLimit: 1_000 };
    assert.deepEqual(answer.extensions, { cost });
  });
  await t.step("errors name their request, those of a document that was seen before too", async () => {
    for (
      const query of [
        "{ nothing }",
        "{ nothing }",
        "{ viewer {",
        "{ viewer { tenants(first: 0.5) { edges { cursor } } } }",
      ]
    ) {
      const response = await plane.owner.post({ query });
      const { errors } = await response.json();
      assert.equal(errors[0].extensions.code, "VALIDATION");
      assert.equal(errors[0].extensions.requestId, response.headers.get("x-request-id"), query);
    }
    const response = await plane.anonymous.post({ query: "{ viewer { id } }" });
    const [{ extensions }] = (await response.json()).errors;
    assert.deepEqual(extensions, { code: "UNAUTHENTICATED", requestId: response.headers.get("x-request-id") });
  });
  await t.step("cookies are good for the console's documents alone", async () => {
    const manifest = JSON.parse(
      await Deno.readTextFile(new URL("../../console/graphql/persisted_documents.json", import.meta.url)),
    );
    const [[documentId, text]] = Object.entries<string>(manifest) as [[string, string]];
    const byCookie = async (body: object) => {
      const response = await plane.anonymous.post(body, { headers: { cookie: "some=session" } });
      return (await response.json()).errors?.[0];
    };
    assert.match((await byCookie({ query: "{ viewer { id } }" })).message, /no document of the console/);
    assert.match((await byCookie({ documentId: "sha256:0" })).message, /no document of the console/);
    assert.doesNotMatch((await byCookie({ query: text }))?.message ?? "", /no document/);
    assert.doesNotMatch((await byCookie({ documentId }))?.message ?? "", /no document/);
    assert.equal((await plane.owner.send("{ viewer { email } }")).data.viewer.email, ADMIN.email);
  });
  await t.step("GraphiQL comes with its scripts in the page", async () => {
    const page = await fetch(`${plane.url}/graphql`, { headers: { accept: "text/html" } });
    const html = await page.text();
    assert.match(html, /GraphiQL|graphiql/i);
    assert.doesNotMatch(html, /<(script|link)[^>]+(src|href)="https?:/i);
  });
});
