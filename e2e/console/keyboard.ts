import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { eventually } from "../../testing/eventually.ts";
import { SEEDED } from "../stack.ts";
import { visit } from "./visit.ts";
import type { World } from "./world.ts";

/** Everything is done by keys alone, and whoever looks sees where they are. */
export async function keyboardAlone(world: World): Promise<void> {
  await visit(world, {}, async ({ page }) => {
    await signInByKeys(page);
    await readLogsByKeys(page, world);
    await keysOfAKey(page);
  });
}

async function signInByKeys(page: Page): Promise<void> {
  await page.goto("/sign-in");
  // It has the focus from the start.
  await gainsFocus(page.getByLabel("E-mail"));
  await page.keyboard.type(SEEDED.email);
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await page.keyboard.type(SEEDED.password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Dashboard", level: 1 }).waitFor();
  // The shell's keys lead to every page.
  await page.locator('[data-live-state="live"]').waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await page.getByRole("heading", { name: "Logs", level: 1 }).waitFor();
}

async function readLogsByKeys(page: Page, { paths }: World): Promise<void> {
  await page.locator('[data-live-state="live"]').waitFor();
  const skip = page.getByRole("link", { name: "Skip to the content" });
  await page.keyboard.press("Tab");
  await gainsFocus(skip);
  const box = await skip.boundingBox();
  assert.ok(box && box.x >= 0 && box.y >= 0 && box.width > 50 && box.height > 10, "the skip link is in sight");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "content");
  // What comes next is in the content, past bar and navigation.
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement?.closest("#content") !== null));

  const rows = page.locator("[data-request]");
  const link = (index: number) => rows.nth(index).getByRole("link");
  // Fields keep their keys.
  await tabTo(page, page.getByRole("button", { name: "Keys ?" }));
  await page.keyboard.press("j");
  await gainsFocus(link(0));
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await gainsFocus(link(1));
  await assertFocusIsVisible(page);

  const pathname = () => new URL(page.url()).pathname;
  const pathOf = async (index: number) => `${paths.logs}/${await rows.nth(index).getAttribute("data-request")}`;
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog", { name: "Request" });
  await drawer.getByRole("tab", { name: "Attempts" }).waitFor();
  assert.equal(pathname(), await pathOf(1));
  const third = await rows.nth(2).getAttribute("data-request");
  await page.keyboard.press("j");
  await page.waitForURL(`${paths.logs}/${third}`);
  // Faster than the page draws.
  for (const key of ["k", "j", "Escape"]) await page.keyboard.press(key);
  await drawer.waitFor({ state: "detached" });
  assert.equal(pathname(), paths.logs);
  // By its id: what came in meanwhile is above it now that nothing holds the table any more.
  await gainsFocus(page.locator(`[data-request="${third}"]`).getByRole("link"));

  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys of this page" }).waitFor();
  await page.keyboard.press("Escape");
}

async function keysOfAKey(page: Page): Promise<void> {
  await tabTo(page, page.getByRole("navigation", { name: "Pages" }).first().getByRole("link", { name: "API keys" }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "API keys", level: 1 }).waitFor();

  await tabTo(page, page.getByRole("button", { name: "New key" }));
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "New API key" }).waitFor();
  await page.keyboard.type("By keys alone");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "The key “By keys alone”" }).waitFor();
  await tabTo(page, page.getByRole("link", { name: "I have stored it" }));
  await page.keyboard.press("Enter");

  await tabTo(page, page.getByRole("button", { name: "Revoke By keys alone" }));
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: /Revoke the key/ }).waitFor();
  await page.keyboard.type("By keys alone");
  await page.keyboard.press("Enter");
  await page.getByRole("row", { name: /By keys alone/ }).getByText("Revoked", { exact: true }).waitFor();
}

/** Presses Tab until the element has the focus; at every stop on the way the focus must be seen. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let stops = 0; stops < STOPS_MAX; stops++) {
    await page.keyboard.press("Tab");
    await assertFocusIsVisible(page);
    if (await hasFocus(wanted)) return;
  }
  throw new Error(`Tab does not lead to ${wanted}`);
}

const STOPS_MAX = 80;

async function gainsFocus(locator: Locator): Promise<void> {
  await eventually(() => hasFocus(locator));
}

async function hasFocus(locator: Locator): Promise<boolean> {
  return await locator.evaluate((element) => element === document.activeElement);
}

/** Something that can be seen has the focus, or the browser's own frame has, between the last stop and the first. */
async function assertFocusIsVisible(page: Page): Promise<void> {
  const hidden = await page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const { width, height } = element.getBoundingClientRect();
    const isRinged = (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
    // A ring may be drawn around the label of a field that is not to be seen itself.
    const label = element.closest("label");
    const labelRing = label !== null && getComputedStyle(label).outlineStyle !== "none";
    return (isRinged && width > 1 && height > 1) || labelRing ? null : element.outerHTML.slice(0, 300);
  });
  assert.equal(hidden, null, "nobody sees that it has the focus");
}
