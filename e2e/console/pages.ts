import type { Page } from "playwright-core";
import { ADMINISTRATION_PAGES } from "./administration_pages.ts";
import { CONFIGURATION_PAGES } from "./configuration_pages.ts";
import { ACCOUNT_PAGES } from "./account_pages.ts";
import { type CheckedPage, title } from "./checked_page.ts";

export const PAGES: readonly CheckedPage[] = [
  ...ACCOUNT_PAGES,
  {
    name: "nothing there",
    path: () => "/t/nobody-has-this/logs",
    status: 404,
    ready: title("There is nothing here"),
  },
  {
    name: "first steps",
    path: () => "/onboarding",
    ready: title("First steps"),
    opened: {
      "another provider": (page) => page.getByRole("radio", { name: "OpenAI-compatible" }).check(),
      "Azure": (page) => page.getByRole("radio", { name: "Azure OpenAI" }).check(),
      "with what is wrong": async (page) => {
        await page.getByRole("radio", { name: "Anthropic" }).check();
        await page.getByLabel("Name").fill("");
        await page.getByRole("button", { name: "Set up and show the key" }).click();
        await page.locator("[aria-invalid]").first().waitFor();
      },
      "the first request": async (page) => {
        await page.getByLabel("Name").fill(`Of ${await page.evaluate(() => crypto.randomUUID())}`);
        await page.getByRole("button", { name: "Set up and show the key" }).click();
        await page.getByText("Waiting for the first request with this key.").waitFor();
        await page.getByRole("button", { name: "Send a request from here" }).click();
        await page.getByText("Your first record is in.").waitFor();
      },
    },
  },
  {
    name: "dashboard",
    path: ({ paths }) => paths.dashboard,
    scriptKilobytesMax: 130,
    ready: drawn,
    opened: {
      "as tables": (page) => page.getByRole("link", { name: "Show tables" }).click(),
      "a time of one's own": (page) => page.getByText("A time of your own").click(),
      "told apart by": (page) => page.getByRole("button", { name: /^Told apart by/ }).click(),
      "narrowed down": async (page) => {
        await page.getByRole("region", { name: "Top models" }).first().getByRole("link").first().click();
        await page.getByRole("link", { name: "Clear the filter" }).waitFor();
        await page.locator('[data-dashboard="ready"]').waitFor();
      },
    },
  },
  {
    name: "dashboard, nothing there",
    path: ({ paths }) => `${paths.dashboard}?from=2026-01-01T00%3A00%3A00.000Z&to=2026-01-02T00%3A00%3A00.000Z`,
    scriptKilobytesMax: 130,
    ready: async (page) => await page.getByText("No requests in this time").waitFor(),
  },
  {
    name: "budgets",
    path: ({ paths }) => paths.budgets,
    ready: title("Budgets"),
    opened: {
      "burn-down": async (page) => {
        await page.getByText("How it is used up").first().click();
        await page.locator('[data-drawn="true"]').first().waitFor();
      },
    },
  },
  { name: "fleet", path: ({ paths }) => paths.fleet, ready: title("Fleet") },
  {
    name: "logs",
    path: ({ paths }) => paths.logs,
    ready: live,
    opened: {
      drawer: async (page) => {
        await page.locator("[data-request] a").filter({ visible: true }).first().click();
        await page.getByRole("dialog", { name: "Request" }).getByRole("heading", { name: "Tokens and cost" }).waitFor();
      },
      "drawer, route": async (page) => {
        await page.locator("[data-request] a").filter({ visible: true }).first().click();
        await page.getByRole("tab", { name: "Route" }).click();
        await page.getByRole("heading", { name: /^What revision/ }).waitFor();
      },
      "drawer, record": async (page) => {
        await page.locator("[data-request] a").filter({ visible: true }).first().click();
        await page.getByRole("tab", { name: "Record" }).click();
        await page.getByRole("searchbox", { name: "Search in The record as JSON" }).waitFor();
      },
      "drawer, replay": async (page) => {
        await page.locator("[data-request] a").filter({ visible: true }).first().click();
        await page.getByRole("tab", { name: "Replay" }).click();
        await page.getByLabel("Target").waitFor();
      },
      "suggestions": async (page) => {
        await page.getByRole("combobox", { name: "Filter" }).click();
        await page.getByRole("listbox", { name: "Suggestions" }).getByRole("option").first().waitFor();
      },
      "a condition": async (page) => {
        await page.getByRole("button", { name: "Add condition" }).click();
        await page.getByRole("dialog", { name: "Add a condition" }).getByLabel("Field").waitFor();
      },
      "columns": async (page) => {
        await page.getByRole("button", { name: "Columns" }).click();
        await page.getByRole("dialog", { name: "Columns" }).waitFor();
      },
      "a view": async (page) => {
        await page.getByRole("button", { name: "Save view" }).click();
        await page.getByRole("dialog", { name: "Save this view" }).waitFor();
      },
      "keys of the page": async (page) => {
        await page.keyboard.press("?");
        await page.getByRole("dialog", { name: "Keys of this page" }).waitFor();
      },
      "more filters": (page) => page.getByText("More filters").click(),
      "tenant menu": (page) => page.getByRole("button", { name: /^Tenant / }).click(),
      "user menu": (page) => page.getByRole("button", { name: /^Account / }).click(),
    },
  },
  {
    name: "logs, filter that is not right",
    path: ({ paths }) => `${paths.logs}?status-min=teapot`,
    ready: async (page) => await page.getByText("Part of the filter is not right").waitFor(),
  },
  {
    name: "logs, nothing matches",
    path: ({ paths }) => `${paths.logs}?model=nobody-asks-for-this`,
    ready: async (page) => await page.getByText("No request matches").waitFor(),
  },
  {
    name: "logs of all projects",
    path: ({ paths }) => paths.logs.replace(/\/p\/[^/]+/, ""),
    ready: live,
  },
  {
    name: "logs, a filter's text",
    path: ({ paths }) => `${paths.logs}?q=status%3A200+teapot%3A1`,
    ready: async (page) => await page.getByText("Part of the filter is not right").waitFor(),
  },
  {
    name: "request",
    path: ({ paths }) => paths.request,
    ready: async (page) => {
      await title("Request")(page);
      await page.getByRole("tab", { name: "Route" }).waitFor();
    },
  },
  {
    name: "API keys",
    path: ({ paths }) => paths.keys,
    ready: title("API keys"),
    opened: {
      "new key": async (page) => {
        await page.getByRole("button", { name: "New key" }).click();
        await page.getByRole("button", { name: "Create the key" }).click();
        await page.locator("[aria-invalid]").waitFor();
      },
      "revoke": (page) => page.getByRole("button", { name: "Revoke Web shop" }).click(),
      "a new key's secret": async (page) => {
        await page.getByRole("button", { name: "New key" }).click();
        await page.getByRole("dialog").getByLabel("Name").fill("Seen once");
        await page.getByRole("button", { name: "Create the key" }).click();
        await page.getByRole("link", { name: "I have stored it" }).waitFor();
      },
    },
  },
  {
    name: "routes",
    path: ({ paths }) => paths.routes,
    ready: title("Routes"),
    opened: {
      "archive": (page) => page.getByRole("button", { name: "Archive canary" }).click(),
      "archived": async (page) => {
        await page.getByRole("link", { name: "Show archived" }).click();
        await page.getByRole("link", { name: "Hide archived" }).waitFor();
      },
    },
  },
  {
    name: "route",
    path: ({ paths }) => paths.route,
    scriptKilobytesMax: 130,
    ready: editor,
    opened: {
      "a target": (page) => page.getByRole("treeitem", { name: /^Target openai/ }).click(),
      "what can be added": async (page) => {
        await page.getByRole("treeitem", { name: /^Split/ }).press("a");
        await page.getByRole("menu", { name: "Add a node" }).waitFor();
      },
      "a condition with what is wrong": async (page) => {
        await page.getByLabel("Put it into").selectOption({ label: "Condition" });
        await page.getByLabel("Holds when").first().selectOption({ label: "all of these hold" });
        await page.getByRole("button", { name: "Add a test" }).click();
        await page.getByLabel("Field", { exact: true }).last().selectOption({ label: "header" });
        await page.locator("[aria-invalid]").first().waitFor();
      },
      "JSON that is none": async (page) => {
        await page.getByRole("tab", { name: "JSON" }).click();
        await page.getByLabel("The tree in JSON").fill("{");
        await page.getByRole("button", { name: /^Line 1/ }).waitFor();
      },
      "explained": async (page) => {
        await page.getByRole("tab", { name: "Explain" }).click();
        await page.getByRole("button", { name: "Ask", exact: true }).click();
        await page.getByText("Allowed", { exact: true }).waitFor();
      },
      "changes": async (page) => {
        await page.getByRole("tab", { name: "Changes" }).click();
        await page.getByText("All of it is saved.").waitFor();
      },
      "keys of the editor": (page) => page.getByRole("button", { name: /^Keys/ }).click(),
    },
  },
  {
    name: "new route",
    path: ({ paths }) => `${paths.routes}/new`,
    scriptKilobytesMax: 130,
    ready: (page) => page.locator("#content [data-listens]").waitFor(),
  },
  {
    name: "providers",
    path: ({ paths }) => paths.providers,
    ready: title("Providers"),
    opened: {
      "new provider": (page) => page.getByRole("button", { name: "New provider" }).click(),
      "new provider at Azure": async (page) => {
        await page.getByRole("button", { name: "New provider" }).click();
        await page.getByRole("dialog").getByLabel("Kind").selectOption({ label: "Azure OpenAI" });
        await page.getByRole("button", { name: "Add the provider" }).click();
        await page.locator("[aria-invalid]").first().waitFor();
      },
      "edit": (page) => page.getByRole("button", { name: "Edit llama" }).click(),
      "no key": (page) => page.getByRole("button", { name: "Keys of llama" }).click(),
      "keys": async (page) => {
        await page.getByRole("button", { name: "Keys of mistral" }).click();
        await page.getByRole("radio", { name: /^Beside it/ }).check();
        await page.getByRole("button", { name: "Store the key" }).click();
        await page.locator("[aria-invalid]").first().waitFor();
      },
      "archive": (page) => page.getByRole("button", { name: "Archive anthropic" }).click(),
    },
  },
  ...CONFIGURATION_PAGES,
  ...ADMINISTRATION_PAGES,
  { name: "error code", path: () => "/errors/upstream_error", hasScript: true, ready: title(/upstream/) },
];

async function drawn(page: Page): Promise<void> {
  await page.locator('[data-chart="requests"] [data-drawn="true"]').waitFor();
}

async function live(page: Page): Promise<void> {
  await page.locator('[data-live-state="live"]').waitFor();
}

/** Its nodes' health is there only when the browser has asked for it. */
async function editor(page: Page): Promise<void> {
  await page.locator('[data-health="success"]').first().waitFor();
}
