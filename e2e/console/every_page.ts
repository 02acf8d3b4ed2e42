import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { axeViolations } from "./axe_violations.ts";
import type { CheckedPage } from "./checked_page.ts";
import { PAGES } from "./pages.ts";
import { type PageWeight, pageWeight } from "./page_weight.ts";
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

/**
 * No page loads more than its budget before it is touched, those without islands load no script, and one style sheet is all
 * that the browser waits for before it draws.
 */
export async function everyPageKeepsItsBudget(world: World): Promise<void> {
  const weights: { name: string; weight: PageWeight; scriptBytesMax: number }[] = [];
  for (const signedIn of [true, false]) {
    await visit(world, optionsFor(world, signedIn), async ({ page }) => {
      for (const { name, path, hasScript = true, scriptKilobytesMax = 90, ...checked } of PAGES) {
        if ((checked.signedIn ?? true) !== signedIn) continue;
        const weight = await pageWeight(page, path(world), checked.ready);
        weights.push({ name, weight, scriptBytesMax: hasScript ? scriptKilobytesMax * 1024 : 0 });
      }
    });
  }
  const kilobytes = (bytes: number) => Number((bytes / 1024).toFixed(1));
  console.table(Object.fromEntries(weights.map(({ name, weight }) => [name, {
    "script, KB": kilobytes(weight.scriptBytes),
    "styles, KB": kilobytes(weight.styleBytes),
    "HTML, KB": kilobytes(weight.documentBytes),
    "blocking files": weight.blocking.length,
  }])));
  const objections = weights.flatMap(({ name, weight, scriptBytesMax }) =>
    objectionsTo(weight, scriptBytesMax)
      .map((objection) => `${name}: ${objection}`)
  );
  assert.deepEqual(objections, []);
}

const STYLE_BYTES_MAX = 40 * 1024;
const DOCUMENT_BYTES_MAX = 60 * 1024;

function objectionsTo(
  { scriptBytes, styleBytes, documentBytes, blocking }: PageWeight,
  scriptBytesMax: number,
): string[] {
  return [
    ...(scriptBytes > scriptBytesMax ? [`${scriptBytes} bytes of script`] : []),
    ...(styleBytes > STYLE_BYTES_MAX ? [`${styleBytes} bytes of styles`] : []),
    ...(documentBytes > DOCUMENT_BYTES_MAX ? [`${documentBytes} bytes of HTML`] : []),
    ...(blocking.length > 1 || blocking.some((path) => !path.endsWith(".css"))
      ? [`nothing is drawn before ${blocking.join(", ")}`]
      : []),
  ];
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
