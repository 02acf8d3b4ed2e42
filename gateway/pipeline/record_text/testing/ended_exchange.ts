import fc from "fast-check";
import { errorClass } from "../../../../shared/contracts/error_class.ts";
import { providerKind } from "../../../../shared/contracts/provider_kind.ts";
import { dialect, requestOutcome } from "../../../../shared/contracts/request_record.ts";
import { uuidv7, uuidv7Milliseconds } from "../../../../shared/identifiers/uuid.ts";
import type { Exchange } from "../../exchange.ts";
import type { RecordedEnding } from "../exchange_record.ts";

const uuid = fc.uuid({ version: 7 });
const text = fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: "grapheme", maxLength: 20 }));
const name = fc.constantFrom("openai", "mine", "a-b_c");
const count = fc.oneof(fc.nat({ max: 200_000 }), fc.maxSafeNat());
const epochMs = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });
const ms = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 600_000, noNaN: true }));
const policyLimit = fc.constantFrom("requests_per_minute", "tokens_per_minute", "spend_day");

const key = fc.record({ tenantId: uuid, projectId: uuid, apiKeyId: uuid, keyVersion: fc.integer({ min: 1, max: 9 }) });
const revision = fc.record({ number: fc.integer({ min: 1, max: 1e6 }), hash: fc.constant("0".repeat(64)) });
const path = fc.array(
  fc.oneof(
    fc.record({ path: fc.constantFrom("", "/children/1"), type: fc.constant("target" as const) }),
    fc.record({
      path: fc.constantFrom("", "/then"),
      type: fc.constantFrom("split" as const, "when" as const),
      chose: fc.nat({ max: 3 }),
    }),
  ),
  { maxLength: 3 },
);
const target = fc.record({ provider: name, model: text });
const tokens = fc.record({
  input: count,
  output: count,
  cacheRead: fc.oneof(fc.constant(0), count),
  cacheWrite: fc.oneof(fc.constant(0), count),
  reasoning: fc.oneof(fc.constant(0), count),
});
const attempt = fc.record({
  target,
  credentialId: fc.option(uuid),
  startedAt: epochMs,
  firstByteMs: fc.option(ms),
  endMs: ms,
  outcome: fc.constantFrom("completed", "failed", "cancelled"),
  errorClass: fc.option(fc.constantFrom(...errorClass.options)),
  status: fc.option(fc.constantFrom(200, 429, 503)),
  error: fc.option(text),
}).map((made) => ({
  ...made,
  firstByteMs: made.firstByteMs === null ? null : Math.round(made.firstByteMs * 1_000) / 1_000,
  endMs: Math.round(made.endMs * 1_000) / 1_000,
}));
const counter = fc.record({ policyId: uuid, limit: policyLimit }).map(({ policyId, limit }) => ({
  policyId,
  limit,
  counterKey: `${policyId}:${limit}:tenant`,
}));
const verdict = fc.oneof(
  fc.tuple(
    counter,
    fc.record({ verdict: fc.constantFrom("allowed", "denied", "observed", "local_slice") }),
    fc.record({ remaining: fc.oneof(count, fc.double({ noNaN: true, noDefaultInfinity: true })), resetAt: epochMs }, {
      requiredKeys: [],
    }),
  ).map((parts) => Object.assign({}, ...parts)),
  fc.record({ policyId: uuid, limit: fc.constant("allowed_models"), verdict: fc.constant("allowed") }),
);
const claim = fc.oneof(
  fc.tuple(counter, fc.record({ amount: fc.oneof(fc.constant(0), count), periodStart: epochMs, periodEnd: epochMs }))
    .map(([{ counterKey }, rest]) => ({ type: "spend", counterKey, max: 1, enforced: true, period: "day", ...rest })),
  counter.map(({ counterKey }) => ({ type: "requests_per_minute", counterKey, max: 1, enforced: true, amount: 1 })),
);
const asked = fc.record({
  facts: fc.record({ model: text, stream: fc.boolean(), maxTokensAsked: fc.option(count) }),
  endUser: fc.option(text),
  estimatedTokens: count,
});
const cache = fc.record({
  state: fc.constantFrom("hit", "miss", "bypass"),
  answer: fc.option(fc.record({ target })),
});

/** Few keys, revisions, routes and targets, so that what is remembered of one is asked about another. */
const few = <Value>(value: fc.Arbitrary<Value>) => fc.constantFrom(...fc.sample(value, { numRuns: 4, seed: 7 }));
const caller = fc.record({ tenant: fc.record({ revision: few(revision) }) });

const exchangeFields = fc.record({
  key: few(key),
  caller: fc.option(caller),
  asked: fc.option(asked),
  route: fc.option(fc.record({
    route: fc.option(few(fc.record({ name }))),
    plan: fc.record({
      seen: fc.oneof(fc.constant({}), fc.dictionary(text, fc.oneof(text, fc.boolean(), fc.integer()))),
    }),
  })),
  candidate: fc.option(fc.record({ target: few(target), path })),
  provider: fc.option(fc.record({ kind: fc.constantFrom(...providerKind.options) })),
  dialect: fc.record({ name: fc.constantFrom(...dialect.options) }),
  origin: fc.option(fc.record({ replayOf: fc.option(uuid) })),
  cache: fc.option(cache),
  attempts: fc.array(attempt, { maxLength: 3 }),
  limits: fc.option(fc.record({
    verdicts: fc.array(verdict, { maxLength: 3 }),
    held: fc.option(fc.record({ open: fc.record({ epoch: fc.option(uuid) }) })),
  })),
  degradation: fc.array(fc.constantFrom("limiter_lost", "usage_estimated"), { maxLength: 2 }),
  droppedFields: fc.oneof(fc.constant([]), fc.array(fc.string({ maxLength: 200 }), { maxLength: 80 })),
  bodies: fc.option(fc.record({ mark: fc.constantFrom("captured", "no_log") })),
  queueMs: ms,
  waitedMs: ms,
  ttftMs: fc.option(ms),
  nowMs: epochMs,
});

const endingFields = fc.record({
  ending: fc.record({
    outcome: fc.constantFrom(...requestOutcome.options),
    status: fc.constantFrom(0, 200, 429, 499, 503),
    errorCode: fc.option(fc.constantFrom("provider_error", "client_closed_request")),
    use: fc.option(
      fc.record({ facts: fc.record({ modelServed: fc.option(fc.oneof(text, fc.string({ maxLength: 400 }))) }) }),
    ),
  }),
  metered: fc.record({
    tokens,
    costNanoUsd: fc.option(count),
    priceVersion: fc.option(fc.constant("0123456789abcdef")),
  }),
  totalMs: ms,
  claims: fc.array(claim, { maxLength: 3 }),
  labels: fc.record({
    tags: fc.oneof(fc.constant({}), fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), text, { maxKeys: 3 })),
    traceId: fc.option(fc.string({ maxLength: 64 })),
  }),
});

/** Requests as they may be when they are put on record, as far as a record is made of them. */
export const endedExchange: fc.Arbitrary<{ exchange: Exchange; ended: RecordedEnding }> = fc.tuple(
  exchangeFields,
  endingFields,
).map(([{ nowMs, ...fields }, ending]) => {
  const id = uuidv7(nowMs);
  // Where no limit applies nothing is claimed, and a route is found in a revision alone.
  const ended = { ...ending, claims: fields.limits === null ? [] : ending.claims };
  const route = fields.caller === null ? null : fields.route;
  return { exchange: { ...fields, route, askedPlace: null, id, ts: uuidv7Milliseconds(id) }, ended } as never;
});
