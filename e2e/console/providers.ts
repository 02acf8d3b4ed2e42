import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { visit } from "./visit.ts";
import type { World } from "./world.ts";

/** A provider is chosen by its name, moved to another address, and given keys that nobody sees again. */
export async function providersAndTheirKeys(world: World): Promise<void> {
  await visit(world, { session: world.session }, async ({ page }) => {
    await page.goto(world.paths.providers);
    await addPreset(page);
    await moveAway(page);
    await changeKeys(page);
  });
}

const row = (page: Page) => page.getByRole("row", { name: /^mistral / });
const keyShown = (page: Page, hint: string) => row(page).getByRole("cell", { name: hint, exact: true });

async function addPreset(page: Page): Promise<void> {
  await page.getByRole("button", { name: "New provider" }).click();
  const dialog = page.getByRole("dialog", { name: "New provider" });
  const baseUrl = dialog.getByLabel("Base URL");
  await dialog.getByLabel("Kind").selectOption({ label: "Azure OpenAI" });
  await dialog.getByLabel("Deployments").waitFor();
  await dialog.getByLabel("Kind").selectOption({ label: "Groq" });
  assert.equal(await baseUrl.inputValue(), "https://api.groq.com/openai/v1");
  await dialog.getByLabel("Kind").selectOption({ label: "Mistral" });
  assert.equal(await baseUrl.inputValue(), "https://api.mistral.ai/v1");
  assert.equal(await dialog.getByLabel("Deployments").isVisible(), false);
  await dialog.getByLabel("Name").fill("mistral");
  await dialog.getByLabel("API key").fill("a-first-secret-key-1111");
  await dialog.getByRole("button", { name: "Add the provider" }).click();
  await keyShown(page, "…1111").waitFor();
  await page.getByText("The draft differs").waitFor();
}

async function moveAway(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Edit mistral" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit “mistral”" });
  await dialog.getByLabel("Base URL").fill("proxy.example.com");
  await dialog.getByRole("button", { name: "Save the changes" }).click();
  await dialog.getByText("Not a URL").waitFor();
  await dialog.getByLabel("Base URL").fill("https://proxy.example.com/v1");
  await dialog.getByRole("button", { name: "Save the changes" }).click();
  await row(page).getByText("https://proxy.example.com/v1").waitFor();
}

async function changeKeys(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Keys of mistral" }).click();
  const dialog = page.getByRole("dialog", { name: "Keys of “mistral”" });
  const stored = (hint: string) => dialog.getByRole("listitem").filter({ hasText: hint });
  await dialog.getByRole("radio", { name: /^Beside it/ }).check();
  await dialog.getByLabel("New key").fill("a-second-secret-key-2222");
  await dialog.locator("input[name=weight]").last().fill("3");
  await dialog.getByRole("button", { name: "Store the key" }).click();
  await stored("…2222").waitFor();
  assert.equal(await dialog.getByLabel("New key").inputValue(), "");

  const weight = stored("…2222").getByLabel("Weight", { exact: true });
  await weight.fill("x");
  await dialog.getByRole("button", { name: "Save the weight of …2222" }).click();
  await dialog.getByText("A whole number from 0 to 1000.").waitFor();
  await weight.fill("0");
  await dialog.getByRole("button", { name: "Save the weight of …2222" }).click();
  await page.getByText("The weight of …2222 is changed in the draft.").waitFor();

  // The dialog that asks lies over the one that it was opened from, which stays.
  await dialog.getByRole("button", { name: "Remove 1111" }).click();
  const asked = page.getByRole("dialog", { name: /^Remove the key …1111/ });
  await asked.getByLabel("Type its name to confirm").fill("1111");
  await asked.getByRole("button", { name: "Remove the key" }).click();
  await stored("…1111").waitFor({ state: "detached" });
  assert.ok(
    await dialog.evaluate((element) => element.contains(document.activeElement)),
    "the focus stays in the dialog",
  );

  await dialog.getByLabel("New key").fill("a-third-secret-key-3333");
  await dialog.getByRole("button", { name: "Store the key" }).click();
  await stored("…3333").waitFor();
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
  await keyShown(page, "…3333").waitFor();
  assert.doesNotMatch(await page.content(), /secret-key/);
}
