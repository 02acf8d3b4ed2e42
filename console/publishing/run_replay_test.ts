import assert from "node:assert/strict";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { browserClient } from "../graphql/browser_client.ts";
import { createSessionExpiry } from "../graphql/session_expiry.ts";
import { runReplay } from "./run_replay.ts";

test("runReplay() ends the request when it is cancelled, so that the server stops too", async () => {
  const asked = Promise.withResolvers<AbortSignal>();
  const fetch = (_input: unknown, init?: RequestInit) => {
    const { signal } = init!;
    asked.resolve(signal!);
    return new Promise<Response>((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason)));
  };
  const client = browserClient({
    fetch: fetch as typeof globalThis.fetch,
    clock: systemClock,
    sessionExpiry: createSessionExpiry(),
  });
  const replay = runReplay(client, { tenantId: "t", last: 10_000 });
  const signal = await asked.promise;
  assert.equal(signal.aborted, false);
  replay.cancel();
  assert.equal(await replay.done, null);
  assert.equal(signal.aborted, true);
});
