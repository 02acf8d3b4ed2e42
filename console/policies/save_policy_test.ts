import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { checkLimits } from "../limits/limit_input.ts";
import { NO_LIMITS } from "../limits/limit_values.ts";
import { NEW_POLICY, type PolicyValues } from "./policy_values.ts";
import { checkPolicy } from "./save_policy.ts";

const GOOD: PolicyValues = { ...NEW_POLICY, name: "All", limits: { ...NO_LIMITS, requestsPerMinute: "60" } };
const check = (values: PolicyValues) => checkPolicy(values, checkLimits(values.limits));

test("checkPolicy() has nothing to say of what the API takes", () => {
  assert.equal(check(GOOD), null);
  assert.equal(check({ ...GOOD, warnAtPercent: "" }), null);
});

test("checkPolicy() says at each field what is wrong, and asks for a limit", () => {
  const cases: [Partial<PolicyValues>, string[]][] = [
    [{ name: "" }, ["name"]],
    [{ scopeType: "PROJECT" }, ["projectId"]],
    [{ scopeType: "MODEL" }, ["model"]],
    [{ assumedOutputTokens: "0" }, ["assumedOutputTokens"]],
    [{ warnAtPercent: "50, 50" }, ["warnAtPercent"]],
    [{ warnAtPercent: "101" }, ["warnAtPercent"]],
    [{ limits: { ...NO_LIMITS, spendDay: "x" } }, ["spendDay"]],
  ];
  for (const [change, fields] of cases) {
    assert.deepEqual(Object.keys(check({ ...GOOD, ...change })!.fields), fields, JSON.stringify(change));
  }
  assert.deepEqual(check({ ...GOOD, limits: NO_LIMITS }), { message: "Set one limit at least.", fields: {} });
});
