import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { type Limit, policy } from "./policy.ts";

function issuesOf(limits: Limit[]): [path: string, message: string][] {
  const parsed = policy.safeParse({
    id: "019348c0-0000-7000-8000-000000000004",
    name: "team",
    scope: { type: "tenant" },
    limits,
    action: "block",
    onLimiterLoss: "open",
  });
  return parsed.success ? [] : parsed.error.issues.map((issue) => [issue.path.join("."), issue.message]);
}

test("policy takes each limit once, and a budget once for each period", () => {
  const day: Limit = { type: "spend", period: "day", maxNanoUsd: 5 };
  const requests: Limit = { type: "requests_per_minute", max: 5 };
  assert.deepEqual(issuesOf([requests, day, { ...day, period: "hour" }, { ...day, period: "month" }]), []);
  assert.deepEqual(issuesOf([requests, day, { ...requests, max: 6 }]), [
    ["limits.2", "requests_per_minute may be limited only once"],
  ]);
  assert.deepEqual(issuesOf([day, day, requests]), [["limits.1", "spend for the day may be limited only once"]]);
});
