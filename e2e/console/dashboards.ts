import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { eventually } from "../../testing/eventually.ts";
import { graphql } from "../graphql.ts";
import { completeChat } from "./complete_chat.ts";
import { visit } from "./visit.ts";
import type { World } from "./world.ts";

/** The dashboard agrees with the API, is narrowed down, zoomed into, read as a table and a file, and keeps up. */
export async function dashboards(world: World): Promise<void> {
  await publishBudget(world);
  await visit(world, { session: world.session }, async ({ page }) => {
    await page.goto(world.paths.dashboard);
    await chart(page, "requests").locator('[data-drawn="true"]').waitFor();
    await agreesWithApi(page, world);
    await narrowDown(page, world);
    await zoom(page);
    await readAsTable(page, world);
    await keepUp(page, world);
    await budgetsBurnDown(page, world);
  });
}

const chart = (page: Page, id: string) => page.locator(`[data-chart="${id}"]`);
const total = (page: Page, title: string) => page.locator(`[data-total="${title}"] dd`).first();
const ready = (page: Page) => page.locator('[data-dashboard="ready"]').waitFor();
const top = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true }).first();

interface Sums {
  requests: string;
  errors: string;
  costNanoUsd: string;
}

/** What the API says of the last 24 hours. */
async function sumsOf({ stack, project }: World, model?: string): Promise<Sums> {
  const nowMs = Date.now();
  const { usageSeries } = await graphql(
    stack,
    `query ($tenantId: ID!, $from: DateTime!, $to: DateTime!, $filter: UsageFilter) {
      usageSeries(tenantId: $tenantId, bucket: HOUR, from: $from, to: $to, filter: $filter) {
        total { requests errors costNanoUsd }
      }
    }`,
    {
      tenantId: project.tenantId,
      from: new Date(nowMs - 23 * 3_600_000).toISOString(),
      to: new Date(nowMs).toISOString(),
      filter: { ...(model && { models: [model] }) },
    },
  );
  return usageSeries[0].total;
}

async function agreesWithApi(page: Page, world: World): Promise<void> {
  const { requests, errors } = await sumsOf(world);
  assert.equal(await total(page, "Requests").textContent(), requests);
  const rate = await total(page, "Error rate").textContent();
  assert.ok(Math.abs(parseFloat(rate!) - 100 * Number(errors) / Number(requests)) < 0.06, `${rate} of ${requests}`);
  // What stands in the list adds up to all.
  const listed = await top(page, "Top models").locator("tbody td:nth-of-type(1)").evaluateAll((cells) =>
    cells.map((cell) => Number((cell as HTMLElement).title.replaceAll(",", "")))
  );
  assert.equal(listed.reduce((sum, one) => sum + one, 0), Number(requests));
}

async function narrowDown(page: Page, world: World): Promise<void> {
  const { requests } = await sumsOf(world, "gpt-5-mini");
  await top(page, "Top models").getByRole("link", { name: "gpt-5-mini" }).click();
  await shows(total(page, "Requests"), requests);
  assert.equal(new URL(page.url()).search, "?model=gpt-5-mini");
  await page.getByRole("link", { name: "Take out Model gpt-5-mini" }).click();
  await shows(total(page, "Requests"), (await sumsOf(world)).requests);
  await page.goBack();
  await shows(total(page, "Requests"), requests);
  await page.getByRole("link", { name: "Clear the filter" }).click();
  await page.getByRole("link", { name: "30d" }).click();
  await page.waitForURL(/range=30d/);
  await ready(page);
  await page.getByText(/^Days of UTC/).waitFor();
  await page.getByRole("link", { name: "6h" }).click();
  await page.waitForURL(/range=6h/);
  await ready(page);
}

/** Marks the last third of a chart: the hours that it touches become the page's time. */
async function zoom(page: Page): Promise<void> {
  const over = chart(page, "requests").locator(".u-over");
  await over.scrollIntoViewIfNeeded();
  const box = (await over.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.95, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=.*to=/);
  await ready(page);
  const params = new URL(page.url()).searchParams;
  const hours = (Date.parse(params.get("to")!) - Date.parse(params.get("from")!)) / 3_600_000;
  assert.ok(Number.isInteger(hours) && hours >= 1 && hours < 6, `${hours} hours`);
  await page.goBack();
  await page.waitForURL(/range=6h/);
  await ready(page);
}

async function readAsTable(page: Page, world: World): Promise<void> {
  const { requests } = await sumsOf(world);
  await page.getByRole("button", { name: "Requests as a table" }).click();
  const cells = page.getByRole("region", { name: "Requests by hour" }).locator("tbody tr td:nth-of-type(1)");
  const shown = await cells.allTextContents();
  assert.equal(shown.length, 6);
  assert.equal(shown.reduce((sum, text) => sum + Number(text), 0), Number(requests));

  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Requests as CSV" }).click();
  const lines = (await Deno.readTextFile(await (await coming).path())).trim().split("\r\n");
  const column = lines[0]!.split(",").indexOf("requests");
  const rows = lines.slice(1).map((line) => Number(line.split(",")[column]));
  assert.equal(rows.reduce((sum, one) => sum + one, 0), Number(requests));
  await page.getByRole("button", { name: "Requests as a table" }).click();
}

/** A request that is made while the page is looked at is in its numbers soon. */
async function keepUp(page: Page, world: World): Promise<void> {
  await page.locator('[data-live-state="live"]').waitFor();
  const before = Number(await page.locator('[data-live="requests"] dd').textContent());
  const summed = Number((await sumsOf(world)).requests);
  await completeChat(world.stack);
  await shows(page.locator('[data-live="requests"] dd'), String(before + 1));
  await shows(total(page, "Requests"), String(summed + 1));
}

async function budgetsBurnDown(page: Page, { paths }: World): Promise<void> {
  await page.goto(paths.budgets);
  const budget = page.locator(`[data-budget="${BUDGET}"]`);
  await budget.getByText("How it is used up").click();
  await budget.locator('[data-drawn="true"]').waitFor();
  await page.goto(paths.fleet);
  await page.locator("[data-gateway]").first().waitFor();
}

/** Of the day, and of each end user in an hour. */
async function publishBudget({ stack, project: { tenantId } }: World): Promise<void> {
  const scopes = { [BUDGET]: ["TENANT", "DAY"], "Users": ["END_USER", "HOUR"] };
  for (const [name, [type, period]] of Object.entries(scopes)) {
    await mutate(stack, "createPolicy", "CreatePolicyInput", {
      ...{ tenantId, name, action: "OBSERVE", onLimiterLoss: "LOCAL_SLICE", scope: { type } },
      limits: [{ type: "SPEND", period, maxNanoUsd: "5000000000" }],
    });
  }
  await mutate(stack, "publishConfig", "PublishConfigInput", { tenantId, message: "Budgets" });
}

const BUDGET = "Money of a day";

async function mutate(
  stack: World["stack"],
  name: string,
  type: string,
  input: Record<string, unknown>,
): Promise<void> {
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ... on Error { message } } }`;
  const answer = (await graphql(stack, query, { input }))[name];
  assert.match(answer.__typename, /Payload$/, JSON.stringify(answer));
}

async function shows(place: Locator, text: string): Promise<void> {
  await eventually(async () => await place.textContent() === text);
}
