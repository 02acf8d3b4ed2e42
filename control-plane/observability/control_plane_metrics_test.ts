import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { startTestControlPlane } from "../testing/test_control_plane.ts";

const secret = "an-internal-secret-for-tests-0123456789";

test("ControlPlaneMetrics() tells GraphQL, recorder, gaps, outbox and webhooks to whoever shows the secret", async () => {
  await using plane = await startTestControlPlane({ environment: { INTERNAL_SECRET: secret } });
  await plane.controlPlane.feedReady;
  const ask = (query: string) =>
    fetch(`${plane.url}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: "Bearer ppt_adminadmin01_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
      },
      body: JSON.stringify({ query }),
    }).then((response) => response.text());
  await ask("query ANameOfTheSenders { viewer { __typename } }");
  const refused = await fetch(`${plane.url}/metrics`);
  assert.equal(refused.status, 404);
  await refused.text();
  const response = await fetch(`${plane.url}/metrics`, { headers: { authorization: `Bearer ${secret}` } });
  assert.equal(response.status, 200);
  const text = await response.text();
  for (
    const line of [
      'perpetuo_graphql_operations_total{kind="query",outcome="ok"} 1',
      'perpetuo_graphql_duration_seconds_count{kind="query"} 1',
      'perpetuo_recorder_records_total{result="inserted"} 0',
      'perpetuo_record_gaps{kind="missing"} 0',
      "perpetuo_webhook_deliveries_pending 0",
      "perpetuo_gateways_alive 0",
      "perpetuo_revision_lag_seconds 0",
      "perpetuo_ledger_settlements_waiting 0",
      'perpetuo_deployable_info{deployable="control-plane"} 1',
    ]
  ) assert.ok(text.includes(`${line}\n`), `${line} is not in\n${text}`);
  assert.match(text, /perpetuo_graphql_cost_total\{kind="query"\} [1-9]/);
  // What the seed changed may be on its way still.
  assert.match(text, /^perpetuo_outbox_pending \d+$/m);
  assert.match(text, /^perpetuo_outbox_oldest_seconds [\d.]+$/m);
  assert.ok(!text.includes("ANameOfTheSenders"));
});
