import assert from "node:assert/strict";
import { ServedGateway } from "../../gateway/testing/served_gateway.ts";
import type { ProviderFixture } from "../../gateway/testing/tenant_fixture.ts";
import { SocketUpstream } from "../../gateway/upstream/socket_upstream.ts";
import { RawServer } from "../../gateway/upstream/testing/raw_server.ts";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { type Fault, FAULTS } from "./faults.ts";
import { type Lane, LANES, question, readAnswer } from "./lanes.ts";
import { framesFor } from "./wire_frames.ts";

/** What came of one fault in one lane. */
export interface FaultRow {
  fault: string;
  dialect: string;
  provider: string;
  /** What the client saw when there was no other target, and what the record says. */
  alone: string;
  recordAlone: string;
  /** The same with another target behind it. */
  withFallback: string;
  servedBy: string;
  /** What differs from what must be; null when nothing does. */
  objection: string | null;
}

const PROVIDERS = ["openai", "anthropic"] as const;

/** Lets every fault happen in every lane, on real sockets, alone and with another target behind it. */
export async function runFaults(): Promise<FaultRow[]> {
  using server = new RawServer((connection) => answerFault(connection));
  using plain = new PlainServer();
  const credentialId = uuidv7(systemClock.now());
  const upstream = new SocketUpstream({ clock: systemClock });
  const providers = FAULTS.flatMap((fault, index) =>
    PROVIDERS.map((kind): ProviderFixture => ({
      name: `${kind}-${index}`,
      kind,
      baseUrl: fault.baseUrl?.(plain.port) ?? `${server.url}/${index}`,
      credentials: [{ credentialId, weight: 1 }],
    }))
  );
  for (const kind of PROVIDERS) {
    const credentials = [{ credentialId, weight: 1 }];
    providers.push({ name: `${kind}-well`, kind, baseUrl: `${server.url}/well`, credentials });
  }
  await using gateway = new ServedGateway({
    providers,
    upstream,
    secrets: { [credentialId]: "sk-faults-0123456789" },
    routes: Object.fromEntries(
      FAULTS.flatMap((fault, index) => PROVIDERS.flatMap((kind) => routesOf(fault, index, kind))),
    ),
  });
  const rows = FAULTS.flatMap((fault, index) => LANES.map((lane) => ({ fault, index, lane })));
  // Faults wait for their own timeouts: a dozen of them may wait together.
  const results: FaultRow[] = [];
  await Promise.all(Array.from({ length: 12 }, async () => {
    for (let row = rows.shift(); row !== undefined; row = rows.shift()) {
      results.push(await runRow(gateway, row));
    }
  }));
  const order = (row: FaultRow) => FAULTS.findIndex((fault) => fault.name === row.fault);
  return results.sort((a, b) => order(a) - order(b));
}

/** A server that answers whoever connects in plain HTTP, before it was asked anything. */
class PlainServer implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });

  constructor() {
    this.#serve();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  [Symbol.dispose](): void {
    this.#listener.close();
  }

  async #serve(): Promise<void> {
    for await (const connection of this.#listener) {
      connection.write(new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n")).catch(() => {})
        .finally(() => connection.close());
    }
  }
}

function routesOf(fault: Fault, index: number, kind: string): [string, RouteNode][] {
  // Not tried again: how a retry goes is tested elsewhere, and its pauses would only take time here.
  const faulty: RouteNode = { type: "target", provider: `${kind}-${index}`, model: "m", retries: 0, ...fault.target };
  const well: RouteNode = { type: "target", provider: `${kind}-well`, model: "m" };
  return [
    [`${kind}-${index}-alone`, faulty],
    [`${kind}-${index}-fallback`, { type: "fallback", children: [faulty, well] }],
  ];
}

/** The path's first part says which fault it is to be. */
async function answerFault(connection: Parameters<ConstructorParameters<typeof RawServer>[0]>[0]): Promise<void> {
  const line = connection.request.slice(0, connection.request.indexOf("\r\n"));
  const frames = framesFor(line);
  const place = line.split("/")[1]!;
  if (frames === null) throw new Error(`nothing is at ${line}`);
  if (place !== "well") return await FAULTS[Number(place)]!.answer(connection, frames);
  const { start, content, end, whole } = frames;
  const streamed = /"stream": ?true/.test(connection.request);
  const head = `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: ${
    streamed ? "text/event-stream" : "application/json"
  }`;
  await connection.write(`${head}\r\n\r\n${streamed ? start + content("Hello") + end : whole}`);
  connection.close();
}

async function runRow(
  gateway: ServedGateway,
  { fault, index, lane }: { fault: Fault; index: number; lane: Lane },
): Promise<FaultRow> {
  const alone = await ask(gateway, lane, `${lane.provider}-${index}-alone`, fault.stream);
  const fallback = await ask(gateway, lane, `${lane.provider}-${index}-fallback`, fault.stream);
  return {
    fault: fault.name,
    dialect: lane.dialect,
    provider: lane.provider,
    alone: describe(alone),
    recordAlone: `${alone.record.outcome} ${alone.record.errorCode ?? ""}`.trim(),
    withFallback: describe(fallback),
    servedBy: fallback.record.provider?.endsWith("-well") ? "the second target" : "the first target",
    objection: object(fault, lane, { alone, fallback }),
  };
}

interface Answer {
  status: number;
  retryAfter: string | null;
  shouldRetry: string | null;
  characters: number;
  ended: boolean;
  code: string | null;
  record: RequestRecord;
}

async function ask(gateway: ServedGateway, lane: Lane, model: string, stream: boolean): Promise<Answer> {
  const { path, body } = question(lane, model, stream);
  const response = await fetch(`${gateway.url}${path}`, {
    method: "POST",
    headers: { "authorization": `Bearer ${gateway.tenant.token.token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { characters, ended, code } = readAnswer(lane, await response.text());
  const id = response.headers.get("x-request-id");
  const record = gateway.log.finished.find((one) => one.id === id);
  if (record === undefined) throw new Error(`${model}: the answer was over before its record was written`);
  const header = (name: string) => response.headers.get(name);
  return {
    status: response.status,
    retryAfter: header("retry-after"),
    shouldRetry: header("x-should-retry"),
    characters,
    ended,
    code,
    record,
  };
}

function describe({ status, characters, ended, code }: Answer): string {
  if (status !== 200) return `${status} ${code}`;
  return `200, ${characters > 0 ? "content, " : ""}${ended ? "its own end" : `error ${code}`}`;
}

/** What is wrong about it, in the words of the assertion that failed. */
function object(fault: Fault, lane: Lane, { alone, fallback }: { alone: Answer; fallback: Answer }): string | null {
  const { status, code, begun = false, retryAfter, passedThrough = false } = fault.expected;
  // Only a provider that speaks the client's dialect has an error that can be passed on as it is.
  const native = (lane.dialect === "messages") === (lane.provider === "anthropic");
  const seen = passedThrough && native ? "(the provider's own)" : code;
  try {
    assert.deepEqual([alone.status, alone.code, alone.ended], [status, seen, code === null], "alone");
    assert.equal(alone.retryAfter, retryAfter === undefined ? null : String(retryAfter), "retry-after");
    if (status !== 200) assert.equal(alone.shouldRetry, "false", "x-should-retry");
    const outcome = code === null ? "completed" : "failed";
    assert.deepEqual([alone.record.outcome, alone.record.errorCode], [outcome, code], "record");
    assert.equal(alone.record.attempts.length, 1, "attempts");
    // A request that is wrong in itself goes to no other target.
    const served = !begun && code !== "upstream_invalid_request";
    assert.equal(fallback.record.provider?.endsWith("-well"), served, "served by the second target");
    if (served) assert.deepEqual([fallback.status, fallback.ended, fallback.code], [200, true, null], "with fallback");
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/\s+/g, " ") : String(error);
  }
}
