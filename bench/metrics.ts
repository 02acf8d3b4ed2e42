/** What counting and tracing cost a request, beside the whole request and its log line, in one run. */
import { RequestTracing } from "../gateway/observability/request_tracing.ts";
import { GatewayFixture } from "../gateway/testing/gateway_fixture.ts";
import { JsonLinesLogger } from "../shared/logging/json_lines_logger.ts";
import { systemClock } from "../shared/time/clock.ts";

const REQUESTS = 4_000;
const COUNTS = 200_000;
const ROUNDS = 5;

const attempt = { outcome: "completed", endMs: 420 } as const;
const metered = {
  tokens: { input: 10, output: 20, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
  costNanoUsd: 1_000,
  priceVersion: null,
  estimated: false,
};
const use = { facts: { tokens: metered.tokens, modelServed: null, serviceTier: null } };
const ending = { outcome: "completed", status: 200, errorCode: null, use } as const;
const exchange = {
  dialect: { name: "openai_chat" },
  provider: { kind: "openai" },
  waitedMs: 1,
  ttftMs: 5,
  cache: null,
};

await using plain = new GatewayFixture();
await using traced = new GatewayFixture({ tracing: new RequestTracing() });
const logger = new JsonLinesLogger({ write: () => {}, clock: systemClock });
const { metrics } = plain.dependencies;
const fields = { requestId: "r", tenantId: "t", projectId: "p", route: "default", outcome: "completed", totalMs: 12.5 };

const counting = () => {
  metrics.attempted("openai", attempt, null);
  metrics.ended(exchange as never, ending, { metered, totalMs: 430 });
};
const medians = {
  "whole request, governed by nothing, mock provider": () => requests(plain),
  "the same with spans (OTEL_DENO=true: told; else: made and dropped)": () => requests(traced),
  "counting one request": () => repeat(counting),
  "a short log line": () => repeat(() => logger.info("request", fields)),
};
const results = new Map<string, number[]>();
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, run] of Object.entries(medians)) {
    const microseconds = await run();
    // The first round warms up.
    if (round > 0) results.set(name, [...results.get(name) ?? [], microseconds]);
  }
}
const median = (name: string) => results.get(name)!.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
const [whole] = Object.keys(medians);
for (const name of results.keys()) {
  const share = (median(name) / median(whole!) * 100).toFixed(2);
  console.log(`${median(name).toFixed(3).padStart(9)} µs  ${share.padStart(7)} %  ${name}`);
}

function repeat(work: () => void): number {
  const startMs = performance.now();
  for (let count = 0; count < COUNTS; count++) work();
  return (performance.now() - startMs) * 1_000 / COUNTS;
}

async function requests(gateway: GatewayFixture): Promise<number> {
  const startMs = performance.now();
  for (let count = 0; count < REQUESTS / 4; count++) {
    await (await gateway.chat({ model: "mock/echo" })).arrayBuffer();
  }
  // What tests keep in memory would be measured otherwise.
  gateway.log.finished.length = gateway.log.begun.length = gateway.events.length = 0;
  return (performance.now() - startMs) * 1_000 / (REQUESTS / 4);
}
