import assert from "node:assert/strict";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { watchComplaints } from "./complaints.ts";

export interface Console {
  browser: Browser;
  /** Without a slash at its end. */
  consoleUrl: string;
}

export interface VisitOptions {
  /** The cookies of somebody who signed in; default: of nobody. */
  session?: Session | null;
  /** Default `light`. */
  colorScheme?: "light" | "dark";
  /** Default true. */
  javaScript?: boolean;
  /** Default: one that has whole days between it and UTC at times, and half hours always. */
  timezoneId?: string;
  /** Default 1280 × 800 CSS pixels. */
  viewport?: { width: number; height: number };
  /** What the scenario itself provokes. All else that the browser complains of fails the test. */
  allowed?: readonly RegExp[];
}

export type Session = Awaited<ReturnType<BrowserContext["storageState"]>>;

export interface Visit {
  context: BrowserContext;
  /** The first tab; its addresses may begin with a slash. */
  page: Page;
}

/**
 * Opens a browser profile of its own and takes a scenario through it. Fails when the scenario does, and also on console
 * errors, page errors, failed requests and violations of the content security policy in any of its tabs.
 */
export async function visit(
  { browser, consoleUrl }: Console,
  options: VisitOptions,
  scenario: (visit: Visit) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(contextOptions(consoleUrl, options));
  context.setDefaultTimeout(TIMEOUT_MS);
  const complaints = await watchComplaints(context);
  const unforeseen = () => complaints.filter((text) => !options.allowed?.some((pattern) => pattern.test(text)));
  const page = await context.newPage();
  try {
    await scenario({ context, page });
    assert.deepEqual(unforeseen(), []);
  } catch (error) {
    throw new Error([`At ${page.url()}`, ...unforeseen(), await visibleText(page)].join("\n"), { cause: error });
  } finally {
    await context.close();
  }
}

/** Far more than anything takes, also on a busy machine. */
const TIMEOUT_MS = 15_000;
const TEXT_LENGTH_MAX = 1_500;

function contextOptions(baseURL: string, options: VisitOptions): BrowserContextOptions {
  return {
    baseURL,
    colorScheme: options.colorScheme ?? "light",
    javaScriptEnabled: options.javaScript ?? true,
    viewport: options.viewport ?? { width: 1280, height: 800 },
    timezoneId: options.timezoneId ?? "Asia/Kolkata",
    locale: "en-GB",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
    ...(options.session && { storageState: options.session }),
  };
}

/** What stood on the page when the scenario failed. */
async function visibleText(page: Page): Promise<string> {
  const text = await page.locator("body").innerText({ timeout: 1_000 }).catch(() => "");
  return text.slice(0, TEXT_LENGTH_MAX);
}
