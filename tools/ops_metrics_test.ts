import assert from "node:assert/strict";
import { parse } from "yaml";
import { ControlPlaneMetrics } from "../control-plane/observability/control_plane_metrics.ts";
import { addGatewayGauges } from "../gateway/observability/gateway_gauges.ts";
import { addHandlerGauges } from "../gateway/observability/handler_gauges.ts";
import { addServerGauges } from "../gateway/observability/server_gauges.ts";
import { RequestMetrics } from "../gateway/observability/request_metrics.ts";
import { MetricRegistry } from "../shared/metrics/metric_registry.ts";
import { test } from "../testing/test.ts";

const root = new URL("../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, root));

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; runbook: string };
}

async function rules(): Promise<Rule[]> {
  const file = parse(await read("ops/prometheus/alerts.yml")) as { groups: { rules: Rule[] }[] };
  return file.groups.flatMap((group) => group.rules);
}

/** Every series name that a gateway and a control plane tell. */
async function seriesNames(): Promise<Set<string>> {
  const gateway = new MetricRegistry();
  new RequestMetrics(gateway);
  // Nothing is read: only names are asked for.
  addGatewayGauges(gateway, {} as never);
  addHandlerGauges(gateway, { inFlight: 0, turnedAway: 0 });
  addServerGauges(gateway, { renewals: 0 });
  const controlPlane = new ControlPlaneMetrics({ metricsAccess: "off", internalSecret: null });
  controlPlane.watch({} as never);
  await controlPlane.stop();
  const metrics = [...gateway.describe(), ...controlPlane.registry.describe()];
  return new Set(
    metrics.flatMap(({ name, type }) =>
      type === "histogram" ? ["_bucket", "_sum", "_count"].map((end) => name + end) : [name]
    ),
  );
}

function namesIn(text: string): string[] {
  return text.match(/\b(?:perpetuo|process)_[a-z0-9_]+/g) ?? [];
}

test("dashboard and alerts name metrics that exist", async () => {
  const known = await seriesNames();
  const dashboard = JSON.parse(await read("ops/grafana/perpetuo.json")) as {
    panels: { targets?: { expr: string }[] }[];
  };
  const asked = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const expressions = [...asked, ...(await rules()).map(({ expr }) => expr)];
  const named = expressions.flatMap(namesIn);
  assert.ok(named.length > 50);
  assert.deepEqual([...new Set(named)].filter((name) => !known.has(name)), []);
});

test("every alert has a runbook, and every metric its line in the documentation", async () => {
  const operations = await read("docs/operations.md");
  const headings = new Set([...operations.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title!.toLowerCase()));
  for (const { alert, annotations, labels } of await rules()) {
    assert.equal(annotations.runbook, `docs/operations.md#${alert.toLowerCase()}`);
    assert.ok(headings.has(alert.toLowerCase()), `docs/operations.md has no heading ${alert}`);
    assert.match(labels.severity, /^(warning|critical)$/);
  }
  const documented = new Set(namesIn(await read("docs/observability.md")));
  const names = new Set([...await seriesNames()].map((name) => name.replace(/_(bucket|sum|count)$/, "")));
  assert.deepEqual([...names].filter((name) => !documented.has(name)), []);
});
