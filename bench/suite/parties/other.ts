import { freePort } from "../../../prisma/embedded/free_port.ts";
import { systemClock } from "../../../shared/time/clock.ts";
import type { MockUpstream } from "../mock_upstream.ts";
import { type Party, unwatched } from "../party.ts";
import { startServer } from "../programs/server_process.ts";
import { questionBody } from "../question_body.ts";

/** A gateway that the command line names. */
export interface OtherGateway {
  name: string;
  /** Its base URL on 127.0.0.1: `/v1/chat/completions` is asked behind it. */
  url: string;
  /** What a shell starts; empty: it runs already, and what it costs is not known. */
  command: string;
  headers: Record<string, string>;
  /** What it is asked for. */
  model: string;
}

/**
 * Starts a gateway of which nothing is known but how. `{port}` stands for a free port and `{upstream}` for the mock's base
 * URL, in the URL, the command and the headers alike. It is ready when it answers a question with 200.
 */
export async function startOther(
  gateway: OtherGateway,
  { mock, directory }: { mock: MockUpstream; directory: string },
): Promise<Party> {
  const port = freePort()!;
  const filled = (text: string) =>
    text.replaceAll("{port}", String(port)).replaceAll("{upstream}", `http://127.0.0.1:${mock.port}/v1`);
  const url = new URL(filled(gateway.url));
  const headers = Object.fromEntries(Object.entries(gateway.headers).map(([name, value]) => [name, filled(value)]));
  const path = `${url.pathname.replace(/\/$/, "")}/v1/chat/completions`;
  await mock.behave("whole");
  const ready = () => answers(`${url.origin}${path}`, headers, gateway.model);
  const server = gateway.command === "" ? await running(ready) : await startServer({
    command: ["/bin/sh", "-c", `exec ${filled(gateway.command)}`],
    environment: { PORT: String(port) },
    logFile: `${directory}/server.log`,
    isParty: true,
    ready,
    readyWithinMs: 60_000,
  });
  return {
    name: gateway.name,
    processIds: server === null ? [] : [server.processId],
    storeProcessIds: [],
    target: (question) =>
      question === "translated_stream" ? null : { port: Number(url.port), path, headers, model: gateway.model },
    manyKeys: null,
    watch: unwatched,
    stop: async () => await server?.stop(),
  };
}

async function running(ready: () => Promise<boolean>): Promise<null> {
  if (!await ready()) throw new Error("it does not answer with 200");
  return null;
}

async function answers(url: string, headers: Record<string, string>, model: string): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: questionBody("whole", model),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    if (!response.ok) await systemClock.delay(100);
    return response.ok;
  } catch {
    return false;
  }
}

const ANSWER_WITHIN_MS = 3_000;
