import type { Browser, Page } from "playwright-core";

export interface WatchedPage {
  page: Page;
  /** What the browser complained of: errors, warnings, refused requests, and what the policy forbade. */
  complaints: string[];
  /** The addresses of all scripts that were loaded. */
  scripts: string[];
}

/** Opens a page and notes all that is not as it should be. */
export async function openWatched(browser: Browser, url: string): Promise<WatchedPage> {
  const page = await browser.newPage();
  const complaints: string[] = [], scripts: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname);
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`CSP: ${event.violatedDirective}`));
  });
  await page.goto(url);
  return { page, complaints, scripts };
}
