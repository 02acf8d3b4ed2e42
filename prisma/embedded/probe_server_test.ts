import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { ClusterFiles } from "./cluster_files.ts";
import { probeServer } from "./probe_server.ts";

const FILES: ClusterFiles = {
  directory: "/d",
  cluster: "/d/cluster",
  lock: "/d/lock",
  log: "/d/log",
  password: "s3cret",
};

test("probeServer() gives its password to nobody who asks for it in clear or hashed", async () => {
  const requests = {
    cleartext: [82, 0, 0, 0, 8, 0, 0, 0, 3],
    md5: [82, 0, 0, 0, 12, 0, 0, 0, 5, 1, 2, 3, 4],
  };
  for (const [name, answer] of Object.entries(requests)) {
    const server = impostor(answer);
    assert.deepEqual(await probeServer(server.port, FILES, "perpetuo"), { state: "foreign" }, name);
    const heard = await server.heard();
    assert.match(heard, /perpetuo/); // It did get the name that we ask for.
    assert.doesNotMatch(heard, /s3cret|md5/, name);
  }
});

test("probeServer() does not believe a server that lets it in without proof", async () => {
  const authenticated = [82, 0, 0, 0, 8, 0, 0, 0, 0];
  const ready = [90, 0, 0, 0, 5, 73];
  const server = impostor([...authenticated, ...ready]);
  assert.deepEqual(await probeServer(server.port, FILES, "perpetuo"), { state: "foreign" });
  await server.heard();
});

test("probeServer() takes what is no Postgres for foreign, and a closed port for absent", async () => {
  const server = impostor([...new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n")]);
  assert.deepEqual(await probeServer(server.port, FILES, "perpetuo"), { state: "foreign" });
  await server.heard();
  assert.deepEqual(await probeServer(server.port, FILES, "perpetuo"), { state: "absent" });
});

/** A server that answers its first and only client with some bytes, and hears what the client says until it leaves. */
function impostor(answer: number[]): { port: number; heard(): Promise<string> } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const heard = (async () => {
    using connection = await listener.accept();
    listener.close();
    let text = "";
    const buffer = new Uint8Array(4096);
    for (let answered = false;; answered = true) {
      const length = await connection.read(buffer).catch(() => null);
      if (length === null) return text;
      text += new TextDecoder().decode(buffer.subarray(0, length));
      if (!answered) await connection.write(new Uint8Array(answer));
    }
  })();
  return { port: listener.addr.port, heard: () => heard };
}
