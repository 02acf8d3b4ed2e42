import assert from "node:assert/strict";
import { eventually } from "../../testing/eventually.ts";
import { visit } from "./visit.ts";
import type { World } from "./world.ts";

/** A token is made with scopes, shown once, given a new secret, and revoked. */
export async function tokenShownOnce(world: World): Promise<void> {
  await visit(world, { session: world.session }, async ({ page }) => {
    await page.goto("/account#open-create-token");
    const form = page.getByRole("dialog", { name: "New personal access token" });
    await form.getByLabel("Name").fill("Nightly report");
    await form.getByRole("button", { name: "Make the token" }).click();
    await form.getByText("Tick at least one.").waitFor();
    await form.getByLabel("Usage: read").check();
    await form.getByRole("button", { name: "Make the token" }).click();
    const shown = page.getByRole("dialog", { name: "The token “Nightly report”" });
    const secret = await shown.locator("code").innerText();
    assert.match(secret, /^ppt_[a-z0-9]{12}_/);
    // Seen once: Escape must not lose it.
    await page.keyboard.press("Escape");
    await shown.getByRole("button", { name: "I have stored it" }).click();
    const row = page.getByRole("row", { name: /Nightly report/ });
    await row.getByText("usage:read").waitFor();

    await row.getByRole("button", { name: "Rotate Nightly report" }).click();
    await page.getByRole("dialog", { name: /A new secret/ }).getByRole("button", { name: "Make the new secret" })
      .click();
    const rotated = await shown.locator("code").innerText();
    assert.notEqual(rotated, secret);
    await shown.getByRole("button", { name: "I have stored it" }).click();
    await row.getByText(/^Old secret until/).waitFor();
    assert.doesNotMatch(await page.content(), new RegExp(rotated.slice(17)));

    await row.getByRole("button", { name: "Revoke Nightly report" }).click();
    await page.getByRole("dialog", { name: /^Revoke the token/ }).getByLabel("Type its name").fill("Nightly report");
    await page.getByRole("button", { name: "Revoke the token" }).click();
    await row.getByText("Revoked", { exact: true }).waitFor();
  });
}

/** The audit trail is narrowed down by its form and by its links, and tells what changed. */
export async function auditNarrowedDown(world: World): Promise<void> {
  await visit(world, { session: world.session }, async ({ page }) => {
    await page.goto(world.paths.audit);
    await page.getByLabel("Action").fill("route.create");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.waitForURL(/action=route/);
    const events = page.locator("#content li > details");
    const actions = await events.locator("summary code").allInnerTexts();
    assert.ok(actions.length > 0 && actions.every((action) => action === "route.create"), actions.join());
    await events.first().locator("summary").click();
    await events.first().getByRole("table").getByText("/name").waitFor();
    await events.first().getByRole("link", { name: "only this" }).click();
    await page.waitForURL(/targetId=/);
    await page.getByText(/^Only what was done to one object/).waitFor();
    const csv = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
    const text = await page.evaluate(async (path) => await (await fetch(path)).text(), csv!);
    assert.match(text, /^at,id,action,/);
    assert.equal(text.trim().split("\r\n").length - 1, await events.count());
    await page.getByRole("link", { name: "Clear" }).click();
    await eventually(async () => await events.count() > actions.length);
  });
}

/** A webhook is made with its secret shown once, tested, paused, and archived by its name. */
export async function webhookTested(world: World): Promise<void> {
  const received: string[] = [];
  const receiver = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    received.push((await request.json()).type);
    return new Response(null, { status: received.length === 1 ? 204 : 500 });
  });
  const url = `http://127.0.0.1:${receiver.addr.port}/hooks`;
  try {
    await visit(world, { session: world.session }, async ({ page }) => {
      await page.goto(`${world.paths.webhooks}#open-create-webhook`);
      await page.getByRole("dialog", { name: "New webhook" }).getByLabel("Address").fill(url);
      await page.getByRole("button", { name: "Create it" }).click();
      await page.getByText(/^whsec_/).waitFor();
      await page.getByRole("button", { name: "I have stored it" }).click();
      await page.getByRole("link", { name: url }).click();
      await page.locator("[data-listens]").waitFor();
      await page.getByRole("button", { name: "Send a test event" }).click();
      await page.getByText(/^The test event arrived: 204/).waitFor();
      await page.getByRole("button", { name: "Send a test event" }).click();
      await page.getByText(/^The test event did not arrive.* It answered 500\.$/).waitFor();
      assert.deepEqual(received, ["webhook.test", "webhook.test"]);
      await page.getByRole("button", { name: "Pause" }).click();
      await page.getByText("Paused", { exact: true }).waitFor();
      await page.getByRole("button", { name: /^Archive/ }).click();
      await page.getByRole("dialog").getByLabel("Type its name").fill(new URL(url).host);
      await page.getByRole("button", { name: "Archive it" }).click();
      await page.getByText("Archived", { exact: true }).waitFor();
    });
  } finally {
    await receiver.shutdown();
  }
}
