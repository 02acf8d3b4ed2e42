import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { judgeFigures } from "./judge_figures.ts";
import { sampleKey, type SectionResult } from "./run_section.ts";
import type { Sample } from "./sample.ts";
import { sections } from "./section.ts";

const WHOLE = sections({ seconds: 1 }).find(({ name }) => name === "whole")!;

/** A section of whole answers in which each party reached so many requests a second at c=64, round by round. */
function result(reached: Record<string, number[]>, more: Partial<SectionResult> = {}): SectionResult {
  const samples = new Map<string, Sample[]>();
  for (const [party, values] of Object.entries(reached)) {
    const taken = values.map((requestsPerSecond) => ({ figures: { requestsPerSecond }, objection: null }));
    samples.set(sampleKey("whole, c=64", party), taken);
  }
  return { section: WHOLE, parties: Object.keys(reached), skipped: [], samples, ...more };
}

function judged(section: SectionResult, title: string) {
  return judgeFigures([section], { cores: 2 }).find(({ figure }) => figure.title === title)!;
}

const OF_NGINX = "requests/s at c=64, of nginx's";
const OF_PORTKEY = "requests/s at c=64, of Portkey's";

test("judgeFigures() takes the median of the rounds' ratios, not the ratio of medians", () => {
  const section = result({ perpetuo: [10, 30, 20], nginx: [100, 60, 20] });
  const { value, lowest, highest, verdict } = judged(section, OF_NGINX);
  assert.deepEqual({ value, lowest, highest, verdict }, { value: 0.5, lowest: 0.1, highest: 1, verdict: "goal" });
});

test("judgeFigures() compares every round with the median of one that was measured in fewer", () => {
  const { value, highest } = judged(result({ perpetuo: [10, 20, 30], portkey: [1] }), OF_PORTKEY);
  assert.deepEqual({ value, highest }, { value: 20, highest: 30 });
});

test("judgeFigures() tells goal, gate and missed apart, bounds included", () => {
  const verdict = (own: number) => judged(result({ perpetuo: [own], nginx: [100] }), OF_NGINX).verdict;
  assert.deepEqual([45, 44, 30, 29].map(verdict), ["goal", "gate", "gate", "missed"]);
});

test("judgeFigures() knows no figure when a sample does not count or a party is missing", () => {
  const skipped = [{ name: "portkey", reason: "no npm" }];
  const section = result({ perpetuo: [10, 10], nginx: [100, 100] }, { skipped });
  assert.equal(judged(section, OF_PORTKEY).reason, "portkey is skipped");
  section.samples.get(sampleKey("whole, c=64", "nginx"))![1]!.objection = "3 answers were not 200";
  const { verdict, reason } = judged(section, OF_NGINX);
  assert.deepEqual([verdict, reason], ["unknown", "nginx: 3 answers were not 200"]);
});
