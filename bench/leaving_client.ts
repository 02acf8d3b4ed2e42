/**
 * How soon a provider's connection is closed once its client has gone: in the middle of a stream, and before there is an
 * answer. Real sockets, all in this process. Prints a table; run it with `deno run -A bench/leaving_client.ts`.
 */
import { ServedGateway } from "../gateway/testing/served_gateway.ts";
import { SocketUpstream } from "../gateway/upstream/socket_upstream.ts";
import { RawServer } from "../gateway/upstream/testing/raw_server.ts";
import { uuidv7 } from "../shared/identifiers/uuid.ts";
import { systemClock } from "../shared/time/clock.ts";

const STREAM_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
const FRAME = 'data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n';
const RUNS = 200;

/** Milliseconds from the client's going to the close that the provider sees, of each run. */
async function measure(stream: boolean): Promise<number[]> {
  let onRequest = () => {};
  let onClosed = (_atMs: number) => {};
  using server = new RawServer(async (connection) => {
    connection.closedByClient.then((atMs) => onClosed(atMs));
    if (stream) await connection.write(STREAM_HEAD + FRAME);
    onRequest();
  });
  const credentialId = uuidv7(Date.now());
  const upstream = new SocketUpstream({ clock: systemClock });
  await using gateway = new ServedGateway({
    upstream,
    providers: [{ name: "a", kind: "openai", baseUrl: `${server.url}/v1`, credentials: [{ credentialId, weight: 1 }] }],
    secrets: { [credentialId]: "sk-bench" },
  });
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const asked = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<number>();
    onRequest = asked.resolve;
    onClosed = closed.resolve;
    const leaving = new AbortController();
    const answer = fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "authorization": `Bearer ${gateway.tenant.token.token}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "a/m", stream, messages: [{ role: "user", content: "Hello" }] }),
      signal: leaving.signal,
    });
    answer.catch(() => {});
    await asked.promise;
    const reader = stream ? (await answer).body!.getReader() : null;
    await reader?.read();
    const leftMs = performance.now();
    leaving.abort();
    reader?.read().catch(() => {});
    times.push((await closed.promise) - leftMs);
  }
  await upstream.close();
  return times.sort((a, b) => a - b);
}

console.log("| the client leaves | p50 ms | p99 ms | longest ms |\n| --- | --- | --- | --- |");
for (const [name, stream] of [["in a stream", true], ["before an answer", false]] as const) {
  const times = await measure(stream);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(1);
  console.log(`| ${name} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`);
}
Deno.exit();
