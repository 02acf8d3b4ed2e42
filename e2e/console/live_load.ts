import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { visit } from "./visit.ts";
import type { World } from "./world.ts";

/**
 * Under a tail of two hundred records a second the page keeps few lines however many records it has, and says how long its
 * tasks were: that is a figure of the machine as much as of the page, and no reason to fail.
 */
export async function liveLoad(world: World): Promise<void> {
  await visit(world, { session: world.session }, async ({ page }) => {
    await page.goto(world.paths.logs);
    await page.locator('[data-live-state="live"]').waitFor();
    await watchLongTasks(page);
    const before = await rowCount(page);
    await sendFor(world, SECONDS);
    await page.waitForFunction((least) => Number(document.querySelector("table")?.ariaRowCount) >= least, before + 100);
    const tasks = await longTasks(page);
    const records = await rowCount(page) - before;
    const lines = await page.locator("[data-request]").count();
    const longest = Math.max(0, ...tasks).toFixed(0);
    console.log(`${records} records in ${SECONDS} s: ${tasks.length} tasks over 50 ms, the longest ${longest} ms`);
    assert.ok(lines < 120, `${lines} lines`);
  });
}

const SECONDS = 3;
const A_SECOND = 200;
const AT_ONCE = 10;

async function watchLongTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: "longtask" });
  });
}

async function longTasks(page: Page): Promise<number[]> {
  return await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
}

async function rowCount(page: Page): Promise<number> {
  return await page.locator("table").evaluate((table) => Number(table.ariaRowCount));
}

/** As many requests as make the rate, or as many as the machine can do. */
async function sendFor({ stack }: World, seconds: number): Promise<void> {
  const endMs = performance.now() + seconds * 1_000;
  let left = seconds * A_SECOND;
  const sender = async () => {
    while (left-- > 0 && performance.now() < endMs) {
      const answer = await fetch(`${stack.gatewayUrl}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${stack.apiKey}` },
        body: JSON.stringify({ model: "default", messages: [{ role: "user", content: "Hello" }] }),
      });
      await answer.body?.cancel();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
}
