import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { completeChat } from "./complete_chat.ts";
import { clickUnlessExpired, signInAgain } from "./expired_session.ts";
import { visit } from "./visit.ts";
import { signIn, type World } from "./world.ts";

/** Two tabs of one browser: both are live, what one does the other can live with, and signing out counts for both. */
export async function twoTabs(world: World): Promise<void> {
  const allowed = [/^401: POST \/(graphql|api\/auth\/sign-in\/email)$/, /^console error: .*status of 401/];
  await visit(world, { allowed }, async ({ context, page: first }) => {
    await signIn(first);
    await first.goto(world.paths.logs);
    const second = await context.newPage();
    await second.goto(world.paths.logs);
    await bothShow(world, [first, second]);

    await createKey(second, world, "Made in the second tab");
    // A tab behind another one is slow on purpose.
    await first.bringToFront();
    await first.reload();
    await first.getByRole("option", { name: /^Made in the second tab/ }).waitFor({ state: "attached" });
    await bothRevoke(world, [first, second], "Made in the second tab");

    await first.goto(world.paths.logs);
    await live(first);
    await second.bringToFront();
    await second.getByRole("button", { name: /^Account / }).click();
    await second.getByRole("button", { name: "Sign out" }).click();
    await second.waitForURL("/sign-in");
    await first.bringToFront();
    const line = first.locator("[data-request] a").first();
    const drawer = first.getByRole("dialog", { name: "Request" });
    await clickUnlessExpired(first, line);
    await signInAgain(first);
    await live(first);
    if (!await drawer.isVisible()) await line.click();
    await drawer.waitFor();
    await first.keyboard.press("Escape");
    await drawer.waitFor({ state: "detached" });
    const requestId = await completeChat(world.stack);
    // The pointer rests on the table, which is held still for it.
    await first.getByRole("button", { name: "1 new" }).click();
    await first.locator(`[data-request="${requestId}"]`).waitFor();

    await second.goto(world.paths.keys);
    await second.getByRole("heading", { name: "API keys", level: 1 }).waitFor();
  });
}

async function live(page: Page): Promise<void> {
  await page.locator('[data-live-state="live"]').waitFor();
}

/** A request that is sent now arrives in each of them. */
async function bothShow({ stack }: World, pages: readonly Page[]): Promise<void> {
  for (const page of pages) await live(page);
  const requestId = await completeChat(stack);
  for (const page of pages) await page.locator(`[data-request="${requestId}"]`).waitFor();
}

async function createKey(page: Page, { paths }: World, name: string): Promise<void> {
  await page.goto(paths.keys);
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create the key" }).click();
  await page.getByRole("link", { name: "I have stored it" }).click();
}

/** The second one asks for what is done already. */
async function bothRevoke({ paths }: World, pages: readonly Page[], name: string): Promise<void> {
  for (const page of pages) await page.goto(paths.keys);
  for (const page of pages) {
    await page.bringToFront();
    await page.getByRole("button", { name: `Revoke ${name}` }).click();
    await page.getByRole("dialog").getByLabel("Type its name to confirm").fill(name);
    await page.getByRole("button", { name: "Revoke the key" }).click();
    const row = page.getByRole("row", { name: new RegExp(name) });
    await row.getByText("Revoked", { exact: true }).waitFor();
    assert.equal(await row.count(), 1);
  }
}
