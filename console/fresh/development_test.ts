import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../shared/time/clock.ts";
import { launchChromium } from "../../testing/chromium.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { assertStreams } from "./testing/streams.ts";
import { developCopy } from "./testing/vite_process.ts";
import { openWatched } from "./testing/watched_page.ts";

/** How long Playwright pauses at most before it looks again; a wait that has ended leaves the timer of its pause behind. */
const DRIVER_PAUSE_MS = 500;

test("fresh() updates islands in place, and reloads the page for the server's code", async () => {
  const folder = await Deno.makeTempDir({ prefix: "fresh-development-" });
  const browser = await launchChromium();
  const edit = async (path: string, from: string, to: string) => {
    const file = join(folder, path);
    const text = await Deno.readTextFile(file);
    assert.ok(text.includes(from));
    await Deno.writeTextFile(file, text.replace(from, to));
  };
  try {
    await using server = await developCopy(folder);
    const { page, complaints } = await openWatched(browser, server.url);
    await page.locator("#facts:not(:text('waiting'))").waitFor();
    await page.locator("#first button").click();

    await edit("islands/Counter.tsx", "here", "at this place");
    await page.getByText("at this place").first().waitFor();
    assert.deepEqual(await page.locator("output, output ~ span").allInnerTexts(), ["4", "1", "4", "0", "4", "0"]);
    const served = await fetch(server.url);
    assert.match(await served.text(), /at this place/);

    await edit("routes/index.tsx", "innermost", "changed route");
    await page.getByText("changed route").waitFor();
    await page.locator("#facts:not(:text('waiting'))").waitFor();
    assert.equal(await page.locator("#first output").innerText(), "3");

    await edit("state.ts", "seen: string[];", "seen: string[]; // changed");
    await Deno.writeTextFile(join(folder, "routes/added.tsx"), "export default () => <h1>added</h1>;");
    await eventually(async () => /<h1>added/.test(await (await fetch(`${server.url}/added`)).text()));
    assert.deepEqual(complaints, []);

    await assertStreams(server.url);
    // The page shows by itself where the fault is. One that is just being loaded misses what is told to open pages, and
    // hears of it when the file is saved again.
    let saved = 0;
    await eventually(async () => {
      await Deno.writeTextFile(join(folder, "routes/added.tsx"), `export default () => <h1>broken ${++saved}`);
      await page.locator("vite-error-overlay").getByText("added.tsx").first().waitFor({ timeout: 3_000 });
      return true;
    }, { timeoutMs: 30_000 });
    const broken = await fetch(`${server.url}/added`);
    await broken.body?.cancel();
    assert.equal(broken.status, 500);
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
    await systemClock.delay(DRIVER_PAUSE_MS);
  }
});
