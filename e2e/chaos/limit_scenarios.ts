import { systemClock } from "../../shared/time/clock.ts";
import { eventually } from "../../testing/eventually.ts";
import { type Load, REQUEST_NANO_USD } from "./load.ts";
import type { Scenario } from "./scenario.ts";

const BUDGET_NANO_USD = 1_000_000_000;
const REQUESTS_MAX = 300;
const TOKENS_MAX = 200_000;
const CONCURRENT_MAX = 7;
/** What one request is estimated at: 502 tokens of input at least, and 500 of output. */
const ESTIMATED_TOKENS = 1_002;

/** Every kind of limit, run into by many clients at many gateways at once. */
export const LIMIT_SCENARIOS: readonly Scenario[] = [
  {
    name: "a budget of $1 at $0.001 a request",
    short: true,
    policy: { limits: [{ type: "SPEND", period: "MONTH", maxNanoUsd: String(BUDGET_NANO_USD) }] },
    meanwhile: (_world, load) => untilNothingPasses(load, "budget_exceeded"),
    mustHold: ({ spentNanoUsd }) => [
      ...(spentNanoUsd > BUDGET_NANO_USD ? [`spent ${spentNanoUsd} of ${BUDGET_NANO_USD}`] : []),
      // What is left is less than one more request would reserve: every denial before was a phantom.
      ...(BUDGET_NANO_USD - spentNanoUsd > REQUEST_NANO_USD * 1.01 ? [`denied with ${spentNanoUsd} spent`] : []),
    ],
  },
  {
    name: `${REQUESTS_MAX} requests a minute`,
    short: false,
    policy: { limits: [{ type: "REQUESTS_PER_MINUTE", max: REQUESTS_MAX }] },
    meanwhile: (_world, load) => untilNothingPasses(load, "requests_limit_exceeded"),
    // Reaching the limit takes far less than a minute, so that no second window has a share in it.
    mustHold: ({ answered }) => answered === REQUESTS_MAX ? [] : [`${answered} of ${REQUESTS_MAX} were answered`],
  },
  {
    name: `${TOKENS_MAX} tokens a minute`,
    short: false,
    policy: { limits: [{ type: "TOKENS_PER_MINUTE", max: TOKENS_MAX }] },
    meanwhile: (_world, load) => untilNothingPasses(load, "tokens_limit_exceeded"),
    mustHold: ({ answered }) => [
      ...(answered * 1_000 > TOKENS_MAX ? [`${answered * 1_000} tokens passed`] : []),
      ...(TOKENS_MAX - answered * 1_000 > ESTIMATED_TOKENS * 1.01 ? [`denied at ${answered * 1_000} tokens`] : []),
    ],
  },
  {
    name: `${CONCURRENT_MAX} requests at a time`,
    short: false,
    policy: { limits: [{ type: "CONCURRENT_REQUESTS", max: CONCURRENT_MAX }] },
    load: { streamed: 1, answerMs: 100 },
    meanwhile: async (_world, load) =>
      void await eventually(() => load.report.answered.size > 150, { timeoutMs: 60_000 }),
    mustHold: ({ concurrentMax }) => [
      ...(concurrentMax > CONCURRENT_MAX ? [`${concurrentMax} were under way at once`] : []),
      ...(concurrentMax < CONCURRENT_MAX ? [`never more than ${concurrentMax} were under way at once`] : []),
    ],
  },
  refusing("999 tokens a request", { type: "MAX_TOKENS_PER_REQUEST", max: 999 }, "max_tokens_exceeded"),
  refusing("other models alone", { type: "ALLOWED_MODELS", models: ["gpt-5"] }, "model_not_allowed"),
  refusing("other providers alone", { type: "ALLOWED_PROVIDERS", providers: ["another"] }, "provider_not_allowed"),
];

/** A limit that no request of the load keeps to. */
function refusing(name: string, limit: Record<string, unknown>, code: string): Scenario {
  return {
    name,
    short: false,
    policy: { limits: [limit] },
    meanwhile: async (_world, load) =>
      void await eventually(() => (load.report.denied.get(code) ?? 0) > 500, { timeoutMs: 60_000 }),
    nothingPasses: true,
    mustHold: ({ answered }) => answered === 0 ? [] : [`${answered} were answered`],
  };
}

/** Until every client was denied over and over, with nothing answered in between. */
async function untilNothingPasses(load: Load, code: string): Promise<void> {
  let answered = -1;
  let sinceMs = systemClock.monotonic();
  await eventually(() => {
    const { report } = load;
    if (report.answered.size !== answered) sinceMs = systemClock.monotonic();
    answered = report.answered.size;
    return (report.denied.get(code) ?? 0) > 500 && systemClock.monotonic() - sinceMs > 2_000;
  }, { timeoutMs: 120_000 });
}
