import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { test } from "../../testing/test.ts";
import { completion, DrivenUpstream } from "../testing/driven_upstream.ts";
import { GatewayFixture } from "../testing/gateway_fixture.ts";

interface ToldSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status?: { code?: number };
  attributes: { key: string; value: { stringValue?: string } }[];
}

/** Runs requests in a process of its own and answers the spans that it told. */
async function toldSpans(): Promise<{ spans: ToldSpan[]; text: string }> {
  const bodies: string[] = [];
  const collector = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const body = await request.text();
    if (new URL(request.url).pathname === "/v1/traces") bodies.push(body);
    return Response.json({});
  });
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", fileURLToPath(new URL("./testing/traced_gateway.ts", import.meta.url))],
    env: {
      OTEL_DENO: "true",
      OTEL_DENO_CONSOLE: "ignore",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.addr.port}`,
    },
    stdout: "null",
    stderr: "piped",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  await collector.shutdown();
  const spans = bodies.flatMap((body) =>
    JSON.parse(body).resourceSpans.flatMap((resource: { scopeSpans: { spans: ToldSpan[] }[] }) =>
      resource.scopeSpans.flatMap((scope) => scope.spans)
    )
  );
  return { spans, text: bodies.join("") };
}

const attribute = ({ attributes }: ToldSpan, name: string) =>
  attributes.find(({ key }) => key === name)?.value.stringValue;

test("RequestTracing() tells a span of each request and call in the caller's trace, cancelled streams too", async () => {
  const { spans, text } = await toldSpans();
  const [servers, clients] = [2, 3].map((kind) => spans.filter((span) => span.kind === kind));
  assert.deepEqual(servers!.map((span) => attribute(span, "perpetuo.outcome")).sort(), [
    "cancelled",
    "completed",
    "denied",
  ]);
  assert.deepEqual(clients!.map((span) => span.name).sort(), ["chat echo", "chat stall"]);
  for (const span of servers!) {
    assert.equal(span.traceId, "0af7651916cd43dd8448eb211c80319c");
    assert.equal(span.parentSpanId, "b7ad6b7169203331");
    assert.equal(attribute(span, "gen_ai.operation.name"), "chat");
    assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano));
  }
  for (const span of clients!) {
    assert.ok(servers!.some(({ spanId, traceId }) => spanId === span.parentSpanId && traceId === span.traceId));
  }
  const denied = servers!.find((span) => attribute(span, "perpetuo.outcome") === "denied")!;
  assert.equal(attribute(denied, "error.type"), "model_not_found");
  assert.equal(denied.status?.code, 2);
  // What clients say and show is nobody's business who looks at traces.
  assert.ok(!text.includes("Hello") && !text.includes("ppk_"));
});

test("AttemptRun() tells providers of the caller's trace only where that is allowed", async () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  for (const traceToProviders of [false, true]) {
    const upstream = new DrivenUpstream();
    await using gateway = new GatewayFixture({ upstream, traceToProviders });
    const response = gateway.chat({ model: "mock/echo" }, { traceparent });
    const call = await upstream.next();
    assert.equal(call.request.headers["traceparent"], traceToProviders ? traceparent : undefined);
    call.answer(200, completion("hi"));
    await (await response).text();
  }
});
