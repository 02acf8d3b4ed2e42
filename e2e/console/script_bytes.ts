import { gzipSync } from "node:zlib";
import type { Page, Response } from "playwright-core";

/**
 * Loads a page and tells how many bytes of script came with it before anybody touched it, compressed with gzip: also what
 * it loads later by itself, until `ready`.
 */
export async function scriptBytes(
  page: Page,
  path: string,
  ready: (page: Page) => Promise<unknown> = () => Promise.resolve(),
): Promise<number> {
  const scripts = new Set<string>();
  const note = (response: Response) => {
    if (response.request().resourceType() === "script") scripts.add(response.url());
  };
  page.on("response", note);
  await page.goto(path);
  await ready(page);
  page.off("response", note);
  // The browser does not always keep what it has run; the server has it still.
  const files = await Promise.all(
    [...scripts].map(async (url) => gzipSync(await (await page.request.get(url)).body()).length),
  );
  // What stands in the page itself counts as well, but for the islands' props, which are data.
  const inline = await page.locator('script:not([src], [type="application/json"])').allTextContents();
  return [...files, ...inline.map((code) => gzipSync(code).length)].reduce((sum, bytes) => sum + bytes, 0);
}
