import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { type Fleet, fleetSentence, type Gateway, troubledTargets } from "./fleet_words.ts";

test("fleetSentence() says what of the fleet needs somebody", () => {
  const currentRevision = { number: 7, hash: "h" };
  const cases: [states: Gateway["state"][], converged: boolean, sentence: RegExp][] = [
    [[], true, /^No gateway is alive/],
    [["APPLIED"], true, /^1 gateway is alive, and serves revision 7\.$/],
    [["APPLIED", "BEHIND"], false, /not all serve revision 7 yet/],
    [["IDLE", "IDLE"], true, /loads revision 7 with its first request/],
    [["APPLIED", "REFUSED"], true, /^2 gateways are alive; 1 cannot use revision 7\.$/],
  ];
  for (const [states, converged, sentence] of cases) {
    assert.match(fleetSentence({ converged, currentRevision, gateways: states.map(gatewayOf) }), sentence);
  }
  assert.match(fleetSentence({ converged: true, currentRevision: null, gateways: [gatewayOf("IDLE")] }), /Nothing was/);
});

test("troubledTargets() tells a target once, with how many gateways found it failing", () => {
  const trouble = (provider: string) => ({
    ...{ provider, model: "gpt-5", state: "OPEN" as const, errorClass: "timeout", attempts: 5, failures: 5 },
    ...{ since: "2026-11-26T00:00:00Z", until: null },
  });
  const gateways = [["openai", "azure"], ["openai"]].map((providers) => ({
    ...gatewayOf("APPLIED"),
    troubledTargets: providers.map(trouble),
  }));
  const fleet: Fleet = { converged: true, currentRevision: null, gateways };
  assert.deepEqual(troubledTargets(fleet).map(({ target, gateways }) => [target.provider, gateways]), [
    ["openai", 2],
    ["azure", 1],
  ]);
});

function gatewayOf(state: Gateway["state"]): Gateway {
  return {
    ...{ instance: "one", build: "1", startedAt: "2026-11-26T00:00:00Z", lastSeenAt: null, state, revision: null },
    ...{ revisionsBehind: null, acknowledgedAt: null, acknowledgedAfterSeconds: null, refusal: null },
    ...{ requestsInFlight: null, recordsLost: null, troubledTargets: [] },
  };
}
