import assert from "node:assert/strict";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { exampleRequest, sendExampleRequest } from "./example_request.ts";

const SECRET = `ppk_abcdefghijkl_${"A1".repeat(20)}`;

test("sendExampleRequest() tells the answer, the refusal, or that nobody is there", async () => {
  const sent: Request[] = [];
  const send = (answer: Response | Error) =>
    sendExampleRequest({ apiKey: SECRET, model: "default" }, {
      gatewayUrl: "http://gateway:8787",
      clock: systemClock,
      signal: new AbortController().signal,
      fetch: (input, init) => {
        sent.push(new Request(input, init));
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    });
  const headers = { "x-request-id": "r-1" };
  const body = { choices: [{ message: { role: "assistant", content: "Hello!" } }] };
  assert.deepEqual(await send(Response.json(body, { headers })), {
    kind: "answered",
    text: "Hello!",
    requestId: "r-1",
  });
  assert.equal(sent[0]!.url, "http://gateway:8787/v1/chat/completions");
  assert.equal(sent[0]!.headers.get("authorization"), `Bearer ${SECRET}`);
  assert.equal((await sent[0]!.json()).model, "default");
  const refused = Response.json({ error: { message: "Incorrect key", type: "x" } }, { status: 401, headers });
  assert.deepEqual(await send(refused), { kind: "refused", status: 401, message: "Incorrect key", requestId: "r-1" });
  const page = new Response("<h1>Bad gateway</h1>", { status: 502 });
  assert.deepEqual(await send(page), {
    kind: "refused",
    status: 502,
    message: "The gateway gave no reason.",
    requestId: null,
  });
  assert.deepEqual(await send(new TypeError("connection refused")), { kind: "unreachable" });
});

test("exampleRequest takes keys of the gateway alone", () => {
  for (
    const [apiKey, ok] of [
      [SECRET, true],
      ["sk-somebody-elses", false],
      [`${SECRET}\r\nx-other: 1`, false],
    ] as const
  ) assert.equal(exampleRequest.safeParse({ apiKey, model: "default" }).success, ok, apiKey);
});
