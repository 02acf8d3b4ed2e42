import { gzipSync } from "node:zlib";
import type { Page, Response } from "playwright-core";

/** What a page costs before anybody touches it; bytes after gzip. */
export interface PageWeight {
  /** Of files and of what stands in the page, but for the islands' props, which are data. */
  scriptBytes: number;
  styleBytes: number;
  documentBytes: number;
  /** The names of files that the browser waits for before it draws anything. */
  blocking: string[];
}

/** Loads a page and weighs what came with it, also what it loads later by itself, until `ready`. */
export async function pageWeight(
  page: Page,
  path: string,
  ready: (page: Page) => Promise<unknown> = () => Promise.resolve(),
): Promise<PageWeight> {
  const files = { script: new Set<string>(), stylesheet: new Set<string>() };
  const note = (response: Response) => {
    const type = response.request().resourceType();
    if (type === "script" || type === "stylesheet") files[type].add(response.url());
  };
  page.on("response", note);
  await page.goto(path);
  await ready(page);
  page.off("response", note);
  const inline = await page.locator('script:not([src], [type="application/json"])').allTextContents();
  const inlineStyles = await page.locator("style").allTextContents();
  return {
    scriptBytes: await bytesOf(page, files.script) + sum(inline.map(gzipped)),
    styleBytes: await bytesOf(page, files.stylesheet) + sum(inlineStyles.map(gzipped)),
    documentBytes: gzipped(await (await page.request.get(path)).text()),
    blocking: await page.evaluate(BLOCKING),
  };
}

/** The browser does not always keep what it has run; the server has it still. */
async function bytesOf(page: Page, urls: Iterable<string>): Promise<number> {
  return sum(
    await Promise.all([...urls].map(async (url) => gzipSync(await (await page.request.get(url)).body()).length)),
  );
}

const BLOCKING = `performance.getEntriesByType("resource")
  .filter(({ renderBlockingStatus }) => renderBlockingStatus === "blocking")
  .map(({ name }) => new URL(name).pathname)`;

function gzipped(text: string): number {
  return gzipSync(text).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
