import assert from "node:assert/strict";
import { SEEDED } from "../stack.ts";
import { visit } from "./visit.ts";
import type { World } from "./world.ts";

/** Somebody is invited, joins in a browser of their own, is given another role, and removed. */
export async function inviteAndRemove(world: World): Promise<void> {
  const email = `grace-${crypto.randomUUID().slice(0, 8)}@example.com`;
  await visit(world, { session: world.session }, async ({ page }) => {
    await page.goto(`${world.paths.members}#open-invite-member`);
    const form = page.getByRole("dialog", { name: "Invite a member" });
    await form.getByLabel("E-mail").fill("not an address");
    await form.getByRole("button", { name: "Invite" }).click();
    await form.locator("[aria-invalid]").waitFor();
    await form.getByLabel("E-mail").fill(email);
    await form.getByRole("button", { name: "Invite" }).click();
    const link = await page.getByRole("dialog", { name: `Hand this link to ${email}` }).locator("code").innerText();
    await page.getByRole("button", { name: "I have stored it" }).click();
    await page.getByRole("row", { name: new RegExp(email) }).getByText("Open", { exact: true }).waitFor();

    await visit(world, {}, async ({ page: theirs }) => {
      await theirs.goto(new URL(link).pathname);
      await theirs.getByRole("link", { name: "Create an account" }).click();
      await theirs.getByLabel("Name").fill("Grace Hopper");
      await theirs.getByLabel("E-mail").fill(email);
      await theirs.getByLabel("Password").fill(SEEDED.password);
      await theirs.getByRole("button", { name: "Create the account" }).click();
      await theirs.getByRole("button", { name: "Join" }).click();
      await theirs.waitForURL(/\/t\//);

      await page.reload();
      await page.getByLabel("Role of Grace Hopper").selectOption("VIEWER");
      await page.getByText("Grace Hopper: Viewer now.").waitFor();
      await theirs.goto(world.paths.members);
      await theirs.getByRole("heading", { name: "Members", level: 1 }).waitFor();
      // A viewer manages nobody, and is shown no pages that are not theirs.
      assert.equal(await theirs.getByRole("button", { name: "Invite a member" }).count(), 0);
      assert.equal(await theirs.getByRole("link", { name: "Audit" }).count(), 0);
    });

    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Grace Hopper: Developer now.").waitFor();
    await page.getByRole("button", { name: `Remove ${email}` }).click();
    await page.getByRole("dialog", { name: /^Remove Grace Hopper/ }).getByLabel("Type its name").fill(email);
    await page.getByRole("button", { name: "Remove the member" }).click();
    await page.getByText("Grace Hopper is no member any more.").waitFor();
    assert.equal(await page.getByRole("row", { name: new RegExp(email) }).count(), 0);
  });
}
