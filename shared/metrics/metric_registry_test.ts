import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { Counter } from "./counter.ts";
import { Gauge } from "./gauge.ts";
import { Histogram } from "./histogram.ts";
import { MetricRegistry } from "./metric_registry.ts";

test("MetricRegistry() writes counters, gauges and histograms as Prometheus reads them", async () => {
  const registry = new MetricRegistry();
  const kinds = ["openai", "mock"];
  const counter = registry.add(
    new Counter("a_total", "Things.", { kind: kinds, outcome: ["good", "bad"], class: ["x"] }),
  );
  const histogram = registry.add(
    new Histogram("b_seconds", "Times.", { bounds: [0.1, 1], labels: { kind: kinds } }),
  );
  registry.add(new Counter("c_total", "Nothing yet."));
  registry.add(new Gauge("d", "Now.", { read: () => Promise.resolve({ 'quo"te': 2 }), label: "state" }));
  counter.add(1, "mock", "bad", "x");
  counter.add(2, "mock", "bad", "x");
  counter.add(1, "a tenant's text", "good", "x");
  for (const seconds of [0.1, 0.5, 5]) histogram.observe(seconds, "openai");
  assert.equal(
    await registry.render(),
    `# HELP a_total Things.
# TYPE a_total counter
a_total{kind="mock",outcome="bad",class="x"} 3
a_total{kind="other",outcome="good",class="x"} 1
# HELP b_seconds Times.
# TYPE b_seconds histogram
b_seconds_bucket{kind="openai",le="0.1"} 1
b_seconds_bucket{kind="openai",le="1"} 2
b_seconds_bucket{kind="openai",le="+Inf"} 3
b_seconds_sum{kind="openai"} 5.6
b_seconds_count{kind="openai"} 3
# HELP c_total Nothing yet.
# TYPE c_total counter
c_total 0
# HELP d Now.
# TYPE d gauge
d{state="quo\\"te"} 2
`,
  );
});

test("MetricRegistry() tells the rest when one metric cannot be read, and has each name once", async () => {
  const registry = new MetricRegistry();
  registry.add(new Gauge("gone", "Away.", { read: () => Promise.reject(new Error("away")) }));
  registry.add(new Gauge("here", "Present.", { read: () => 1 }));
  assert.match(await registry.render(), /# TYPE gone gauge\n# HELP here Present\.\n# TYPE here gauge\nhere 1\n$/);
  assert.throws(() => registry.add(new Counter("here", "Again.")), /two metrics called here/);
});
