import assert from "node:assert/strict";
import { visit } from "./visit.ts";
import { signIn, type World } from "./world.ts";

/** Whoever forbids script can sign in, read, filter and look at the keys. */
export async function withoutScript(world: World): Promise<void> {
  // That is how Chromium reports scripts that it was told not to load.
  await visit(world, { javaScript: false, allowed: [/^csp: GET \/assets\/.*\.js$/] }, async ({ page }) => {
    await signIn(page);
    await page.goto("/");
    await page.getByRole("heading", { name: "Dashboard", level: 1 }).waitFor();
    await page.getByRole("region", { name: "Top models" }).getByRole("link").first().waitFor();
    await page.getByRole("link", { name: "Show tables" }).click();
    await page.getByRole("region", { name: "Requests by hour" }).getByRole("row").nth(24).waitFor();
    await page.getByRole("link", { name: "Logs", exact: true }).first().click();
    await page.getByRole("heading", { name: "Logs", level: 1 }).waitFor();
    assert.match(await page.locator("noscript").innerText(), /Live updates need JavaScript/);

    const rows = page.locator("[data-request]");
    const all = await rows.count();
    const row = rows.filter({ hasText: "summaries" }).first();
    const requestId = await row.getAttribute("data-request");
    await row.getByRole("link").click();
    await page.getByRole("heading", { name: "Request", level: 1 }).waitFor();
    await page.getByRole("region", { name: "Attempts" }).getByText("llama/llama-3.3-70b").waitFor();
    assert.equal(new URL(page.url()).pathname, `${world.paths.logs}/${requestId}`);
    await page.getByRole("link", { name: "← Logs" }).click();

    await page.getByRole("checkbox", { name: "failed" }).check();
    await page.getByText("More filters").click();
    await page.getByLabel("Status from").fill("400");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.waitForURL(`${world.paths.logs}?outcome=failed&status-min=400`);
    const failed = await rows.count();
    assert.ok(failed > 0 && failed < all, `${failed} of ${all} failed`);
    assert.equal(await rows.filter({ hasText: "failed" }).count(), failed);
    await page.getByRole("link", { name: "Clear" }).click();
    await page.waitForURL(world.paths.logs);

    await page.getByRole("link", { name: "API keys" }).first().click();
    await page.getByRole("row", { name: /Web shop/ }).getByText("Active").waitFor();
    await page.getByRole("button", { name: "New key" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Made without a script");
    await page.getByRole("button", { name: "Create the key" }).click();
    await page.getByRole("dialog").getByText(/^ppk_/).waitFor();
    await page.getByRole("link", { name: "I have stored it" }).click();
    await page.getByRole("row", { name: /Made without a script/ }).waitFor();

    await page.getByRole("button", { name: /^Account / }).click();
    await page.getByRole("button", { name: "Dark" }).click();
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
    await page.getByRole("button", { name: /^Account / }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("/sign-in");
  });
}
