import { gzipSync } from "node:zlib";
import type { Page, Response } from "playwright-core";

/** Loads a page and tells how many bytes of script came with it before anybody touched it, compressed with gzip. */
export async function scriptBytes(page: Page, path: string): Promise<number> {
  const scripts: Response[] = [];
  const note = (response: Response) => {
    if (response.request().resourceType() === "script") scripts.push(response);
  };
  page.on("response", note);
  await page.goto(path);
  page.off("response", note);
  const files = (await Promise.all(scripts.map((response) => response.body()))).map((body) => gzipSync(body).length);
  // What stands in the page itself counts as well, but for the islands' props, which are data.
  const inline = await page.locator('script:not([src], [type="application/json"])').allTextContents();
  return [...files, ...inline.map((code) => gzipSync(code).length)].reduce((sum, bytes) => sum + bytes, 0);
}
