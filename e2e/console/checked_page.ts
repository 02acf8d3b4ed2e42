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
  /** The most script that it loads before it is touched, in kilobytes after gzip; default 90. */
  scriptKilobytesMax?: number;
  /** There when the page is whole, islands included. */
  ready: (page: Page) => Promise<unknown>;
  /** What can be opened on it, by name, each from the page as it is loaded. */
  opened?: Record<string, (page: Page) => Promise<unknown>>;
}

/** There when this heading of the page is. */
export const title = (name: string | RegExp) => (page: Page) => page.getByRole("heading", { name, level: 1 }).waitFor();
