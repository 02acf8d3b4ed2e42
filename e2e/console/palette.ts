import assert from "node:assert/strict";
import { visit } from "./visit.ts";
import type { World } from "./world.ts";

/** By keys alone through the palette to a page and to an object; two keys lead to a page, and help says which. */
export async function paletteByKeys(world: World): Promise<void> {
  await visit(world, { session: world.session }, async ({ page }) => {
    await page.goto(world.paths.providers);
    await page.locator("[data-listens]").waitFor();
    await page.keyboard.press("Control+k");
    const field = page.getByRole("combobox", { name: "Where to, or what to do" });
    await field.waitFor();
    await page.keyboard.type("audi");
    await page.getByRole("option", { name: /^Audit/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Audit", level: 1 }).waitFor();

    await page.locator("[data-listens]").waitFor();
    await page.keyboard.press("Control+k");
    await field.waitFor();
    await page.keyboard.type("canary");
    await page.getByRole("option", { name: /^canary/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/routes\/[^/]+$/);

    await page.goto(world.paths.providers);
    await page.locator("[data-listens]").waitFor();
    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Keys" });
    await help.getByText("Members").waitFor();
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "detached" });
    await page.keyboard.press("g");
    await page.keyboard.press("m");
    await page.getByRole("heading", { name: "Members", level: 1 }).waitFor();
    // A field keeps its keys.
    await page.goto(`${world.paths.audit}?text=x`);
    await page.locator("[data-listens]").waitFor();
    await page.getByLabel("Text").press("?");
    assert.equal(await help.count(), 0);
  });
}
