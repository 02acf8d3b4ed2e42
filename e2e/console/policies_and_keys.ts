import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually } from "../../testing/eventually.ts";
import { completeChat } from "./complete_chat.ts";
import { visit } from "./visit.ts";
import type { World } from "./world.ts";

/** A policy is made and its counter seen to move; a key is rotated, and its limits are its own. */
export async function policiesAndKeys(world: World): Promise<void> {
  // Whoever is faster than the page's script is answered by the server, and what is wrong is a status then.
  const allowed = [/^422: POST /, /status of 422/];
  await visit(world, { session: world.session, allowed }, async ({ page }) => {
    const name = `Everybody ${crypto.randomUUID().slice(0, 8)}`;
    await makePolicy(page, { world, name });
    await seeItCount(page, { world, name });
    await archivePolicy(page, { world, name });
    await rotateKey(page, world);
  });
}

interface Named {
  world: World;
  name: string;
}

async function makePolicy(page: Page, { world, name }: Named): Promise<void> {
  await page.goto(world.paths.policies);
  await page.getByRole("link", { name: "New policy" }).first().click();
  await page.getByRole("heading", { name: "New policy" }).waitFor();
  await page.getByRole("button", { name: "Create the policy" }).click();
  await page.getByText("Give it a name.").waitFor();
  await page.getByText("Set one limit at least.").waitFor();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Counts", { exact: true }).selectOption({ label: "The requests for a model or route" });
  await page.getByLabel("Model", { exact: true }).fill("default");
  await page.getByLabel("US dollars a day").fill("a lot");
  await page.getByRole("button", { name: "Create the policy" }).click();
  await page.getByText("An amount of US dollars, like 12.50.").waitFor();
  await page.getByLabel("US dollars a day").fill("");
  await page.getByLabel("Requests a minute").fill("1,000");
  await page.getByRole("button", { name: "Create the policy" }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
  await page.goto(world.paths.policies);
  await page.getByRole("row", { name }).getByText("1,000 requests a minute").waitFor();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("Gateways serve revision").waitFor();
}

async function seeItCount(page: Page, { world: { stack, paths }, name }: Named): Promise<void> {
  const used = async () => {
    await page.goto(paths.policies);
    const told = page.getByRole("row", { name }).locator("[data-used]");
    return await told.count() === 0 ? null : Number(await told.getAttribute("data-used"));
  };
  // The gateway learns of the policy a moment after the publish.
  await eventually(async () => {
    await completeChat(stack);
    return (await used() ?? 0) > 0;
  });
  const before = await used();
  await completeChat(stack);
  await eventually(async () => (await used() ?? 0) > before!);
}

async function archivePolicy(page: Page, { name }: Named): Promise<void> {
  await page.getByRole("button", { name: `Archive ${name}` }).click();
  await page.getByLabel("Type its name to confirm").fill(name);
  await page.getByRole("button", { name: "Archive the policy" }).click();
  await page.getByRole("row", { name }).getByText("Archived").waitFor();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("Gateways serve revision").waitFor();
}

async function rotateKey(page: Page, { paths }: World): Promise<void> {
  await page.goto(`${paths.keys}?state=active&q=Batch`);
  assert.equal(await page.getByRole("row", { name: /Web shop/ }).count(), 0);
  await page.getByRole("link", { name: "Batch jobs" }).click();
  await page.getByRole("heading", { name: "Batch jobs", level: 1 }).waitFor();
  await page.getByLabel("Tags").fill("team = batch");
  await page.getByLabel("Requests a minute").fill("30");
  await page.getByRole("button", { name: "Save the changes" }).click();
  await page.getByText("“Batch jobs” is changed.").waitFor();
  await page.getByRole("button", { name: "Make a new secret" }).click();
  const secret = await page.getByLabel("API key", { exact: true }).textContent();
  assert.match(secret!, /^ppk_[a-z0-9]{12}_[A-Za-z0-9]{32,}$/);
  await page.getByText("The secret before holds until").waitFor();
  await page.getByRole("link", { name: "I have stored it" }).click();
  await page.getByRole("button", { name: "Make a new secret" }).waitFor();
  assert.ok(!(await page.content()).includes(secret!));
  await page.goto(paths.keys);
  await page.getByRole("row", { name: /Batch jobs team=batch .*rotating .*30 requests a minute/ }).waitFor();
}
