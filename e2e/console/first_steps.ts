import assert from "node:assert/strict";
import { completeChat } from "./complete_chat.ts";
import { visit } from "./visit.ts";
import type { World } from "./world.ts";

/** Somebody new signs up, sets up all that is needed, and sees the record of the first request arrive. */
export async function firstSteps(world: World): Promise<void> {
  await visit(world, {}, async ({ page }) => {
    await page.goto("/");
    await page.getByRole("link", { name: "Create an account" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Nora New");
    await page.getByLabel("E-mail").fill("nora@example.com");
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Create the account" }).click();

    await page.getByRole("heading", { name: "First steps" }).waitFor();
    await page.getByLabel("Team").fill("Nora & Co");
    await page.getByRole("radio", { name: "Mock" }).check();
    await page.getByRole("button", { name: "Set up and show the key" }).click();

    const apiKey = await page.getByText(/^ppk_[a-z0-9]{12}_[A-Za-z0-9]{32,}$/).innerText();
    await page.getByText("Waiting for the first request with this key.").waitFor();
    const requestId = await completeChat({ gatewayUrl: world.stack.gatewayUrl, apiKey });
    await page.getByText("Your first record is in.").waitFor();
    await page.getByRole("button", { name: "Send a request from here" }).click();
    await page.getByRole("button", { name: "Send another one" }).waitFor();

    await page.getByRole("link", { name: "Open the logs" }).click();
    await page.locator("[data-request]").nth(1).waitFor();
    assert.equal(await page.locator(`[data-request="${requestId}"]`).count(), 1);
    await page.getByRole("button", { name: /Project Default/ }).waitFor();
  });
}
