import assert from "node:assert/strict";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { SEEDED } from "../stack.ts";
import { visit } from "./visit.ts";
import { signIn, type World } from "./world.ts";

/** A form outlives the session in which it was begun: it is there after signing in again, and can be sent. */
export async function expiredSessionKeepsForm(world: World): Promise<void> {
  // The wrong password, and what the browser says of it.
  const allowed = [/^401: POST \/api\/auth\/sign-in\/email$/, /status of 401 .*\/api\/auth\/sign-in\/email\)$/];
  await visit(world, { allowed }, async ({ context, page }) => {
    await signIn(page);
    await page.goto(world.paths.keys);
    await page.getByRole("button", { name: "New key" }).click();
    const form = page.getByRole("dialog", { name: "New API key" });
    await form.getByLabel("Name").fill("Half-filled");
    await form.getByLabel("Ends").selectOption("90");

    await endSession(world, context);
    await clickUnlessExpired(page, form.getByRole("button", { name: "Create the key" }));
    await withLateDialog(page, () => signInAgain(page));

    assert.equal(await form.getByLabel("Name").inputValue(), "Half-filled");
    assert.equal(await form.getByLabel("Ends").inputValue(), "90");
    await form.getByRole("button", { name: "Create the key" }).click();
    await page.getByRole("dialog", { name: "The key “Half-filled”" }).getByText(/^ppk_/).waitFor();
    await page.getByRole("link", { name: "I have stored it" }).click();
    assert.equal(await page.getByRole("row", { name: /Half-filled/ }).count(), 1);
  });
}

/** Ends the session of a profile behind its back: the browser keeps its cookie. */
export async function endSession({ consoleUrl }: World, context: BrowserContext): Promise<void> {
  const cookies = await context.cookies(consoleUrl);
  const answer = await fetch(`${consoleUrl}/api/auth/sign-out`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      origin: consoleUrl,
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
    },
    body: "{}",
  });
  await answer.body?.cancel();
  assert.equal(answer.status, 200);
}

/** Something else opens over the page after it was found out that the session has ended. */
async function withLateDialog(page: Page, work: () => Promise<void>): Promise<void> {
  await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
  await page.evaluate(() => {
    const late = document.createElement("dialog");
    late.id = "late";
    document.body.append(late);
    late.showModal();
  });
  await work();
  await page.evaluate(() => document.getElementById("late")!.remove());
}

/** Clicks, and so finds out that the session has ended, if nothing has before that asks by itself. */
export async function clickUnlessExpired(page: Page, target: Locator): Promise<void> {
  await target.click({ timeout: 3_000 }).catch(async (error) => {
    if (!await page.getByRole("dialog", { name: "Your session has ended" }).isVisible()) throw error;
  });
}

/** Answers the dialog that says that the session has ended, with a mistake at first. */
export async function signInAgain(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.getByLabel("Password").fill("not the password");
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await dialog.getByText("This password is not right.").waitFor();
  await dialog.getByLabel("Password").fill(SEEDED.password);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await dialog.waitFor({ state: "hidden" });
}
