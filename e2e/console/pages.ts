import type { Page } from "playwright-core";
import type { World } from "./world.ts";

/** A page of the console, as every check of every page goes through it. */
export interface CheckedPage {
  name: string;
  path: (world: World) => string;
  /** Default true. */
  signedIn?: boolean;
  /** Its status; default 200. */
  status?: number;
  /** Default true: has islands, and with them script. */
  hasScript?: boolean;
  /** There when the page is whole, islands included. */
  ready: (page: Page) => Promise<unknown>;
  /** What can be opened on it, by name, each from the page as it is loaded. */
  opened?: Record<string, (page: Page) => Promise<unknown>>;
}

const title = (name: string | RegExp) => (page: Page) => page.getByRole("heading", { name, level: 1 }).waitFor();

export const PAGES: readonly CheckedPage[] = [
  { name: "sign-in", path: () => "/sign-in", signedIn: false, hasScript: false, ready: title("Sign in") },
  {
    name: "sign-in refused",
    path: () => "/sign-in",
    signedIn: false,
    hasScript: false,
    ready: title("Sign in"),
    opened: {
      "with what is wrong": async (page) => {
        await page.locator("form").evaluate((form: HTMLFormElement) => form.noValidate = true);
        await page.getByRole("button", { name: "Sign in" }).click();
        await page.getByText("Enter your e-mail address.").waitFor();
      },
    },
  },
  { name: "sign-up", path: () => "/sign-up", signedIn: false, hasScript: false, ready: title("Create an account") },
  {
    name: "forgot-password",
    path: () => "/forgot-password",
    signedIn: false,
    hasScript: false,
    ready: title("Reset your password"),
  },
  {
    name: "reset-password",
    path: () => "/reset-password?token=some-token",
    signedIn: false,
    hasScript: false,
    ready: title("Choose a new password"),
  },
  {
    name: "reset-password, used link",
    path: () => "/reset-password?error=INVALID_TOKEN",
    signedIn: false,
    hasScript: false,
    ready: title("This link cannot be used"),
  },
  {
    name: "nothing there",
    path: () => "/t/nobody-has-this/logs",
    status: 404,
    ready: title("There is nothing here"),
  },
  { name: "first steps", path: () => "/onboarding", ready: title("First steps") },
];
