import type { Page } from "playwright-core";
import { type CheckedPage, title } from "./checked_page.ts";

const alive = (page: Page) => page.locator("[data-listens]").waitFor();

/** The pages about people, what acts for them, and the team and installation as a whole. */
export const ADMINISTRATION_PAGES: readonly CheckedPage[] = [
  {
    name: "members",
    path: ({ paths }) => paths.members,
    ready: title("Members"),
    opened: {
      "the palette": async (page) => {
        await alive(page);
        await page.keyboard.press("Control+k");
        await page.getByRole("combobox", { name: "Where to, or what to do" }).fill("rou");
      },
      "keys of every page": async (page) => {
        await alive(page);
        await page.keyboard.press("?");
        await page.getByRole("dialog", { name: "Keys" }).waitFor();
      },
      "invite, with what is wrong": async (page) => {
        await page.getByRole("button", { name: "Invite a member" }).click();
        await page.getByRole("button", { name: "Invite", exact: true }).click();
        await page.locator("[aria-invalid]").waitFor();
      },
    },
  },
  {
    name: "invitation that is none",
    path: () => "/invitations/nobody-has-this",
    status: 404,
    signedIn: false,
    hasScript: false,
    ready: title("This link leads nowhere"),
  },
  {
    name: "service accounts",
    path: ({ paths }) => paths["service-accounts"],
    ready: title("Service accounts"),
    opened: {
      "one with a token": async (page) => {
        await page.getByRole("button", { name: "New service account" }).click();
        const name = `Deploys ${await page.evaluate(() => crypto.randomUUID().slice(0, 8))}`;
        await page.getByRole("dialog", { name: "New service account" }).getByLabel("Name").fill(name);
        await page.getByRole("button", { name: "Create it" }).click();
        await page.getByRole("button", { name: `New token of ${name}` }).click();
        const form = page.getByRole("dialog", { name: /^New token of/ });
        await form.getByLabel("Name").fill("main");
        await form.getByRole("checkbox", { name: "Everything" }).check();
        await form.getByRole("button", { name: "Make the token" }).click();
        await page.getByRole("button", { name: "I have stored it" }).click();
        await page.getByRole("button", { name: "Rotate main" }).first().waitFor();
      },
    },
  },
  {
    name: "account",
    path: () => "/account",
    ready: title("Account"),
    opened: {
      "new token": async (page) => {
        await page.getByRole("button", { name: "New token" }).click();
        await page.getByRole("button", { name: "Make the token" }).click();
        await page.getByText("Tick at least one.").waitFor();
      },
    },
  },
  {
    name: "audit",
    path: ({ paths }) => paths.audit,
    ready: title("Audit"),
    opened: { "an event": (page) => page.locator("#content li summary").first().click() },
  },
  {
    name: "settings",
    path: ({ paths }) => paths.settings,
    ready: title("Settings"),
    opened: { "erase an end user": (page) => page.getByRole("button", { name: "Erase an end user" }).click() },
  },
  {
    name: "webhooks",
    path: ({ paths }) => paths.webhooks,
    ready: title("Webhooks"),
    opened: {
      "one of them": async (page) => {
        await page.getByRole("button", { name: "New webhook" }).click();
        await page.getByRole("dialog", { name: "New webhook" }).getByLabel("Address").fill("http://127.0.0.1:9/hooks");
        await page.getByRole("button", { name: "Create it" }).click();
        await page.getByRole("button", { name: "I have stored it" }).click();
        await page.getByRole("link", { name: "http://127.0.0.1:9/hooks" }).first().click();
        await title("Webhook")(page);
      },
    },
  },
  {
    name: "playground",
    path: ({ paths }) => paths.playground,
    ready: title("Playground"),
    opened: {
      "an answer": async (page) => {
        await page.getByLabel("Message").fill("Hello?");
        await page.getByRole("button", { name: "Send" }).click();
        await page.getByText(/\d+ in, \d+ out/).first().waitFor();
      },
    },
  },
];
