import assert from "node:assert/strict";
import { eventually } from "../../testing/eventually.ts";
import { visit } from "./visit.ts";
import type { World } from "./world.ts";

/** Two models answer side by side, their records are told, and a long answer is stopped. */
export async function playgroundInTwoColumns(world: World): Promise<void> {
  await visit(world, { session: world.session }, async ({ page }) => {
    await page.goto(world.paths.playground);
    await page.locator("[data-listens]").waitFor();
    await page.getByRole("button", { name: "Compare with another" }).click();
    await page.getByLabel("Column 1").fill("default");
    await page.getByLabel("Column 2").fill("openai/gpt-5");
    await page.getByLabel("System prompt").fill("Be brief.");
    await page.getByLabel("Message").fill("Hello?");
    await page.keyboard.press("Enter");
    const answers = page.getByRole("region", { name: /^Answer of/ });
    await eventually(async () => await answers.count() === 2);
    for (const index of [0, 1]) {
      await answers.nth(index).getByText(/\d+ in, \d+ out/).waitFor();
      assert.ok((await answers.nth(index).locator("p").first().innerText()).length > 5);
    }
    const record = await answers.first().getByRole("link", { name: /^Record/ }).getAttribute("href");
    assert.match(record!, /\/logs\/[0-9a-f-]{36}$/);

    await page.getByRole("button", { name: "One column" }).click();
    await page.getByLabel("Route, or provider/model").fill(SLOW_MODEL);
    await page.getByLabel("Message").fill("Tell me a long story.");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Stop" }).click();
    await answers.last().getByText("Stopped").waitFor();

    // The tab keeps it.
    await page.reload();
    await page.getByText("Tell me a long story.").waitFor();
    await page.getByRole("button", { name: "Begin anew" }).click();
    assert.equal(await answers.count(), 0);
  });
}

/** Of the mock provider: takes its time. */
const SLOW_MODEL = "openai/slow";
