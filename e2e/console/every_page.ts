import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { axeViolations } from "./axe_violations.ts";
import { type CheckedPage, PAGES } from "./pages.ts";
import { scriptBytes } from "./script_bytes.ts";
import { visit, type VisitOptions } from "./visit.ts";
import type { World } from "./world.ts";

/** Axe finds nothing on any page in either theme, nor with what opens on it. */
export async function everyPageIsAccessible(world: World): Promise<void> {
  const found: string[] = [];
  for (const signedIn of [true, false]) {
    await visit(world, optionsFor(world, signedIn), async ({ page }) => {
      for (const checked of PAGES.filter((each) => (each.signedIn ?? true) === signedIn)) {
        await open(page, checked, world);
        found.push(...await violationsInBothThemes(page, checked.name));
        for (const [what, show] of Object.entries(checked.opened ?? {})) {
          await open(page, checked, world);
          await show(page);
          found.push(...await violationsInBothThemes(page, `${checked.name}, ${what}`));
        }
      }
    });
  }
  assert.deepEqual(found, []);
}

async function violationsInBothThemes(page: Page, place: string): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light" });
  const inLight = await axeViolations(page);
  await page.emulateMedia({ colorScheme: "dark" });
  // The themes differ in nothing but their colours.
  const inDark = await axeViolations(page, { colorsOnly: true });
  return [
    ...inLight.map((violation) => `${place}, light: ${violation}`),
    ...inDark.map((violation) => `${place}, dark: ${violation}`),
  ];
}

/** No page loads more script than the budget before it is touched, and pages without islands load none. */
export async function everyPageKeepsItsBudget(world: World): Promise<void> {
  const rows: { page: string; "script, gzip": string; bytes: number; bytesMax: number }[] = [];
  for (const signedIn of [true, false]) {
    await visit(world, optionsFor(world, signedIn), async ({ page }) => {
      for (const { name, path, hasScript = true, scriptKilobytesMax = 90, ...checked } of PAGES) {
        if ((checked.signedIn ?? true) !== signedIn) continue;
        const bytes = await scriptBytes(page, path(world), checked.ready);
        const bytesMax = hasScript ? scriptKilobytesMax * 1024 : 0;
        rows.push({ page: name, "script, gzip": `${(bytes / 1024).toFixed(1)} KB`, bytes, bytesMax });
      }
    });
  }
  console.table(rows.map(({ page, ...row }) => ({ page, "script, gzip": row["script, gzip"] })));
  for (const { page, bytes, bytesMax } of rows) {
    assert.ok(bytes <= bytesMax, `${page} loads ${bytes} bytes of script`);
  }
}

async function open(page: Page, { path, status = 200, ready }: CheckedPage, world: World): Promise<void> {
  const answer = await page.goto(path(world));
  assert.equal(answer?.status(), status, path(world));
  await ready(page);
}

/** The pages that say what went wrong answer so, and the browser notes it. */
function optionsFor({ session }: World, signedIn: boolean): VisitOptions {
  return { session: signedIn ? session : null, allowed: [/^4(04|22): /, /status of 4(04|22)/] };
}
