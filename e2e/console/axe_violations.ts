import axe, { type AxeResults, type RunOptions } from "axe-core";
import type { Page } from "playwright-core";

/**
 * What axe holds against a page as it stands now, one line a violation. All its rules apply, best practices too, or of
 * them only those that look at colours.
 */
export async function axeViolations(
  page: Page,
  { colorsOnly = false }: { colorsOnly?: boolean } = {},
): Promise<string[]> {
  const debug = await page.context().newCDPSession(page);
  // Past the page's content security policy, which stays as it is.
  await debug.send("Runtime.evaluate", { expression: axe.source });
  await debug.detach();
  const rules: RunOptions = colorsOnly ? { runOnly: { type: "rule", values: COLOR_RULES } } : {};
  const results = await page.evaluate(async (options) => {
    const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    return await axe.run(options);
  }, { ...rules, resultTypes: ["violations"] } satisfies RunOptions);
  return results.violations.map(({ id, help, nodes }) =>
    `${id} (${help}):${nodes.map((node) => `\n    ${node.html.slice(0, 300)}\n    ${node.failureSummary}`).join("")}`
  );
}

const COLOR_RULES = ["color-contrast", "link-in-text-block"];
