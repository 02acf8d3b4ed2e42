import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { launchChromium } from "../../testing/chromium.ts";
import { test } from "../../testing/test.ts";
import { ensureConsoleBuilt } from "../../tools/build_console.ts";
import { type Fleet, startFleet } from "../fleet.ts";
import { completeChat } from "./complete_chat.ts";
import { visit } from "./visit.ts";
import { pathsOf, signIn } from "./world.ts";

/** The tail that is cut off, then the console's own refusals while nobody answers there, and the browser's words on both. */
const CONTROL_PLANE_GONE = [
  /^net::ERR_INCOMPLETE_CHUNKED_ENCODING: POST \/graphql$/,
  /^50[0-9]: POST \/graphql$/,
  /^console error: Failed to load resource: .*(ERR_INCOMPLETE_CHUNKED_ENCODING|status of 50).*\/graphql\)$/,
];

test("the live tail loses and doubles nothing while the control plane is killed and started again", async () => {
  await ensureConsoleBuilt();
  await using fleet = await startFleet();
  await fleet.console.start();
  const browser = await launchChromium();
  try {
    await visit({ browser, consoleUrl: fleet.consoleUrl }, { allowed: CONTROL_PLANE_GONE }, async ({ page }) => {
      await signIn(page);
      await page.goto((await pathsOf(fleet)).logs);
      await liveState(page, "live").waitFor();

      const before = await send(fleet, 10);
      await assertShown(page, before);

      await fleet.controlPlane.kill();
      await liveState(page, "retrying").waitFor();
      const during = await send(fleet, 10);
      assert.equal(await page.locator(ROWS).count(), before.length);

      await fleet.controlPlane.start();
      await liveState(page, "live").waitFor();
      const after = await send(fleet, 10);
      await assertShown(page, [...before, ...during, ...after]);
    });
  } finally {
    await browser.close();
  }
});

const ROWS = "[data-request]";

function liveState(page: Page, state: string) {
  return page.locator(`[data-live-state="${state}"]`);
}

/** Sends requests through both gateways, and gives their ids. */
async function send({ gatewayUrls, apiKey }: Fleet, count: number): Promise<string[]> {
  const sent = Array.from({ length: count }, (_, i) => completeChat({ gatewayUrl: gatewayUrls[i % 2]!, apiKey }));
  return await Promise.all(sent);
}

/** Waits until there are so many rows, then compares: each request once, the newest first. */
async function assertShown(page: Page, requestIds: string[]): Promise<void> {
  await page.locator(ROWS).nth(requestIds.length - 1).waitFor();
  const shown = await page.locator(ROWS).evaluateAll((rows) => rows.map((row) => row.getAttribute("data-request")));
  assert.deepEqual(shown, requestIds.toSorted().toReversed());
}
