import { type CheckedPage, title } from "./checked_page.ts";

/** The pages of those who are not signed in. */
export const ACCOUNT_PAGES: readonly CheckedPage[] = [
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
];
