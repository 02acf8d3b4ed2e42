import assert from "node:assert/strict";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { test } from "../../testing/test.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import type { Api } from "../testing/api.ts";
import { startOperationWorld } from "../testing/operation_world.ts";

test("POST /api/playground sends a person's request to a gateway and streams its answer", async (t) => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const asked = { projectId: world.projectId, dialect: "openai_chat", body: { model: "default", stream: true } };
  const post = (api: Api, body: unknown, headers: Record<string, string> = {}) =>
    api.post(body, { path: "/api/playground", headers });
  const developer = await plane.member(world.tenantUuid, "DEVELOPER");

  await t.step("for the person, by the tag and as the end user", async () => {
    const requestId = uuidv7(1);
    plane.gatewayCalls.send = (request) => {
      plane.gatewayCalls.requests.push(request);
      const headers = {
        "content-type": "text/event-stream",
        "x-request-id": requestId,
        "x-perpetuo-target": "mock/demo",
        "x-perpetuo-internal": "answered",
        "x-secret-of-gateways": "1",
      };
      return Promise.resolve(new Response("data: [DONE]\n\n", { status: 202, headers }));
    };
    const answer = await post(developer, asked);
    assert.deepEqual([answer.status, await answer.text()], [202, "data: [DONE]\n\n"]);
    assert.equal(answer.headers.get("content-type"), "text/event-stream");
    assert.equal(answer.headers.get("x-perpetuo-target"), "mock/demo");
    assert.equal(answer.headers.get("x-perpetuo-request-log-id"), encodeGlobalId("RequestLog", requestId));
    for (const name of ["x-perpetuo-internal", "x-secret-of-gateways"]) assert.equal(answer.headers.get(name), null);
    const [sent] = plane.gatewayCalls.requests;
    const user = sent!.endUser!;
    assert.deepEqual(sent!.tags, { "perpetuo-source": "playground", "perpetuo-user": user });
    assert.ok(await plane.db.user.findUnique({ where: { id: user } }));
    assert.deepEqual([sent!.body, sent!.replayOf, sent!.revision], [asked.body, null, null]);
    await (await post(developer, { ...asked, revision: 1 })).body?.cancel();
    assert.equal(plane.gatewayCalls.requests.at(-1)!.revision?.number, 1);
  });

  await t.step("and refuses others as GraphQL does", async () => {
    const viewer = await plane.member(world.tenantUuid, "VIEWER");
    const limited = await plane.ownerWith(["projects:read"]);
    const stranger = await plane.stranger();
    for (
      const [api, body, status, code] of [
        [plane.anonymous, asked, 401, "UNAUTHENTICATED"],
        [viewer, asked, 403, "FORBIDDEN"],
        [limited, asked, 403, "FORBIDDEN"],
        [stranger, asked, 404, "NOT_FOUND"],
        [developer, { ...asked, projectId: "x" }, 400, "VALIDATION"],
        [developer, { ...asked, dialect: "klingon" }, 400, "VALIDATION"],
        [developer, { ...asked, revision: 99 }, 404, "NOT_FOUND"],
        [developer, null, 400, "VALIDATION"],
      ] as const
    ) {
      const answer = await post(api, body);
      assert.deepEqual([answer.status, (await answer.json()).errors[0].extensions.code], [status, code]);
    }
    const got = await fetch(`${plane.url}/api/playground`);
    assert.deepEqual([got.status, got.headers.get("allow")], [405, "POST"]);
    await got.body?.cancel();
    const form = await post(developer, asked, { "content-type": "text/plain" });
    assert.equal(form.status, 415);
    await form.body?.cancel();
    const foreign = await post(developer, asked, { cookie: "a=b", origin: "https://evil.example" });
    assert.equal(foreign.status, 403);
    await foreign.body?.cancel();
  });
});
