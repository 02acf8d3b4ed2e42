import { type CheckedPage, title } from "./checked_page.ts";

/** The pages on which a tenant's configuration is made and published. */
export const CONFIGURATION_PAGES: readonly CheckedPage[] = [
  {
    name: "publish",
    path: ({ paths }) => paths.publish,
    ready: title("Publish"),
    opened: {
      "two compared": async (page) => {
        await page.getByRole("button", { name: "Compare the two" }).click();
        await title("Compare")(page);
      },
      "rollback": async (page) => {
        await page.getByRole("link", { name: /^Roll back to revision/ }).first().click();
        await title(/^Roll back to revision/)(page);
      },
    },
  },
  {
    name: "policies",
    path: ({ paths }) => paths.policies,
    ready: title("Policies"),
    opened: { "archived": (page) => page.getByRole("link", { name: "Show archived" }).click() },
  },
  {
    name: "new policy",
    path: ({ paths }) => `${paths.policies}/new`,
    ready: title("New policy"),
    opened: {
      "for a model": async (page) => {
        await page.getByLabel("Counts", { exact: true }).selectOption({ label: "The requests for a model or route" });
        await page.getByRole("button", { name: "Create the policy" }).click();
        await page.locator("[aria-invalid]").first().waitFor();
      },
    },
  },
  {
    name: "prices",
    path: ({ paths }) => `${paths.prices}?provider=openai&model=gpt-5`,
    ready: title("Prices"),
  },
  {
    name: "new price",
    path: ({ paths }) => `${paths.prices}/new`,
    ready: title("New price"),
    opened: {
      "with what is wrong": async (page) => {
        await page.getByLabel("Input", { exact: true }).fill("x");
        await page.getByRole("button", { name: "Create the price" }).click();
        await page.locator("[aria-invalid]").first().waitFor();
      },
    },
  },
  {
    name: "projects",
    path: ({ paths }) => paths.projects,
    ready: title("Projects"),
    opened: {
      "new project": async (page) => {
        await page.getByRole("button", { name: "New project" }).first().click();
        await page.getByRole("button", { name: "Create the project" }).click();
        await page.locator("[aria-invalid]").waitFor();
      },
      "a project that captures": async (page) => {
        await page.getByRole("link", { name: /^Edit / }).first().click();
        await page.getByRole("checkbox", { name: /^Capture prompts/ }).check();
      },
    },
  },
  {
    name: "API key",
    path: ({ paths }) => paths.keys,
    ready: async (page) => {
      await page.getByRole("link", { name: "Web shop" }).click();
      await title("Web shop")(page);
    },
  },
];
