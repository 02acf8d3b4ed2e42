import assert from "node:assert/strict";
import type { Clock } from "../../shared/time/clock.ts";
import { MemoryCallBudgets } from "../../shared/transport/memory/memory_call_budgets.ts";
import { test } from "../../testing/test.ts";
import { ANONYMOUS } from "../authorization/actor.ts";
import { callerOf, CallLimiter } from "./call_limiter.ts";

class StillClock implements Clock {
  ms = 0;
  now = () => this.ms;
  monotonic = () => this.ms;
  delay = () => Promise.resolve();
}

const limits = { costPerMinute: 6_000, anonymousCostPerMinute: 600 };
const user = { key: "user:1", isKnown: true };
const stranger = { key: "address:1", isKnown: false };

test("CallLimiter.take() gives each caller a minute's cost, and says when there is enough again", async () => {
  const clock = new StillClock();
  const limiter = new CallLimiter(new MemoryCallBudgets(clock), { clock, limits });
  assert.equal(await limiter.take(user, 6_000), null);
  assert.equal((await limiter.take(user, 500))?.retryAfterSeconds, 5);
  assert.equal(await limiter.take(user, 0), null, "nothing costs nothing");
  assert.equal(await limiter.take(stranger, 600), null);
  assert.equal((await limiter.take(stranger, 10))?.retryAfterSeconds, 1);
  clock.ms += 5_000;
  assert.equal(await limiter.take(user, 500), null);
  assert.equal((await limiter.take(user, 500))?.code, "RATE_LIMITED");
});

test("CallLimiter.take() counts by itself while the shared budgets cannot be reached", async () => {
  const clock = new StillClock();
  const away = { take: () => Promise.reject(new Error("no Redis")) };
  const limiter = new CallLimiter(away, { clock, limits });
  assert.equal(await limiter.take(user, 6_000), null);
  assert.equal((await limiter.take(user, 1))?.code, "RATE_LIMITED");
});

test("callerOf() tells strangers apart by address, of IPv6 by network", () => {
  const cases: [string | null, string][] = [
    ["192.0.2.7", "address:192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "address:2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "address:2001:db8:1:2::/64"],
    ["2001:db8::9", "address:2001:db8:0:0::/64"],
    ["::1", "address:0:0:0:0::/64"],
    ["fe80::1%eth0", "address:fe80:0:0:0::/64"],
    [null, "address:unknown"],
  ];
  for (const [address, key] of cases) assert.equal(callerOf(ANONYMOUS, address).key, key);
});
