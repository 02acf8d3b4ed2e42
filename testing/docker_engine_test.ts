import assert from "node:assert/strict";
import { dockerAnswers } from "./docker_engine.ts";
import { test } from "./test.ts";

test("dockerAnswers() believes an engine that answers, and no other", async () => {
  const cases: [answer: string, expected: boolean][] = [
    ["HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nOK", true],
    ["HTTP/1.1 500 Internal Server Error\r\n\r\n", false],
    ["", false],
  ];
  for (const [answer, expected] of cases) {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const served = (async () => {
      using connection = await listener.accept();
      await connection.read(new Uint8Array(256));
      await connection.write(new TextEncoder().encode(answer));
    })();
    assert.equal(await withDockerHost(`tcp://127.0.0.1:${listener.addr.port}`), expected, answer);
    await served;
    listener.close();
  }
});

test("dockerAnswers() takes a socket that nobody serves for no engine", async () => {
  assert.equal(await withDockerHost("unix:///nowhere/docker.sock"), false);
  assert.equal(await withDockerHost("not an address"), false);
});

async function withDockerHost(host: string): Promise<boolean> {
  const before = Deno.env.get("DOCKER_HOST");
  Deno.env.set("DOCKER_HOST", host);
  try {
    return await dockerAnswers();
  } finally {
    if (before === undefined) Deno.env.delete("DOCKER_HOST");
    else Deno.env.set("DOCKER_HOST", before);
  }
}
