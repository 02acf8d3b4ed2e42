import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** What axe holds against a page as it stands now, one line a violation. All its rules apply, best practices too. */
export async function axeViolations(page: Page): Promise<string[]> {
  const debug = await page.context().newCDPSession(page);
  // Past the page's content security policy, which stays as it is.
  await debug.send("Runtime.evaluate", { expression: axe.source });
  await debug.detach();
  const results = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    return await axe.run();
  });
  return results.violations.map(({ id, help, nodes }) =>
    `${id} (${help}):${nodes.map((node) => `\n    ${node.html.slice(0, 300)}\n    ${node.failureSummary}`).join("")}`
  );
}
