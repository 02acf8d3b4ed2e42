import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually } from "../../testing/eventually.ts";
import { graphql } from "../graphql.ts";
import { completeChat } from "./complete_chat.ts";
import { visit } from "./visit.ts";
import type { World } from "./world.ts";

/** The log is narrowed down by operators and by drawing, kept as a view, gone through by keys, and a request is told in full and repeated. */
export async function logsInFull(world: World): Promise<void> {
  await visit(world, { session: world.session }, async ({ page }) => {
    await page.goto(world.paths.logs);
    await live(page);
    await filterByText(page);
    await filterByDialog(page);
    await keepView(page, world);
    await drawOverVolume(page, world);
    await chooseColumns(page, world);
    await partsByKeys(page, world);
    await readAndReplay(page, world);
  });
}

const rows = (page: Page) => page.locator("[data-request]");
const live = (page: Page) => page.locator('[data-live-state="live"]').waitFor();
const params = (page: Page) => new URL(page.url()).searchParams;

/** What a field is called comes from a list, and so does a value that the log has. */
async function filterByText(page: Page): Promise<void> {
  const field = page.getByRole("combobox", { name: "Filter" });
  await page.keyboard.press("/");
  await eventually(() => field.evaluate((element) => element === document.activeElement));
  await page.keyboard.type("provi");
  const suggested = page.getByRole("listbox", { name: "Suggestions" });
  await suggested.getByRole("option", { name: /^provider Provider/ }).click();
  await suggested.getByRole("option", { name: /^openai/ }).click();
  await page.keyboard.type("status<400");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("q") === "provider:openai status<400");
  await live(page);
  const shown = await rows(page).allInnerTexts();
  assert.ok(shown.length > 0 && shown.every((text) => text.includes("openai")), shown.join("\n"));
  await page.getByRole("link", { name: "Remove provider:openai" }).click();
  await page.waitForURL((url) => url.searchParams.get("q") === "status<400");
  assert.ok(await rows(page).count() > shown.length);
}

async function filterByDialog(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Add condition" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a condition" });
  await dialog.getByLabel("Field").selectOption({ label: "Total ms" });
  await dialog.getByLabel("Comparison").selectOption({ label: "is at least" });
  await dialog.getByLabel("Value").fill("soon");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByText("Expected is a number.").waitFor();
  await dialog.getByLabel("Value").fill("400");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get("q") === "status<400 ms>=400");
  await live(page);
}

/** The address of a view alone leads to what it keeps. */
async function keepView(page: Page, { paths }: World): Promise<void> {
  const kept = await rows(page).evaluateAll((lines) => lines.map((line) => line.getAttribute("data-request")));
  await page.getByRole("button", { name: "Save view" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this view" });
  await dialog.getByRole("button", { name: "Save view" }).click();
  await dialog.locator("[aria-invalid]").waitFor();
  const name = `Slow ${crypto.randomUUID().slice(0, 8)}`;
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Everybody in the tenant sees it").check();
  await dialog.getByRole("button", { name: "Save view" }).click();
  await page.waitForURL((url) => url.searchParams.has("view"));
  const view = params(page).get("view")!;
  await page.goto(`${paths.logs}?view=${encodeURIComponent(view)}`);
  assert.equal(params(page).get("q"), "status<400 ms>=400");
  await live(page);
  const shown = await rows(page).evaluateAll((lines) => lines.map((line) => line.getAttribute("data-request")));
  assert.deepEqual(shown, kept);
  await page.getByRole("button", { name: "Save or change view" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: `Really delete “${name}”` }).click();
  await page.waitForURL(paths.logs);
}

/** The end of the bars is where the requests are. */
async function drawOverVolume(page: Page, { paths }: World): Promise<void> {
  await page.goto(`${paths.logs}?since=15m`);
  await live(page);
  const before = await rows(page).count();
  const bars = page.locator("[data-volume-bars]");
  await bars.waitFor();
  const box = (await bars.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.01, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20, { steps: 3 });
  await page.mouse.move(box.x + box.width * 0.99, box.y + 20, { steps: 3 });
  await page.mouse.up();
  await page.waitForURL((url) => url.searchParams.has("from") && url.searchParams.has("to"));
  assert.equal(params(page).has("since"), false);
  await rows(page).first().waitFor();
  assert.ok(Math.abs(await rows(page).count() - before) <= 5);
  // And by keys.
  const narrowed = page.url();
  await bars.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.href !== narrowed);
  await page.getByRole("link", { name: "Zoom out" }).waitFor();
}

async function chooseColumns(page: Page, { paths }: World): Promise<void> {
  await page.goto(paths.logs);
  await live(page);
  await page.getByRole("button", { name: "Columns" }).click();
  const dialog = page.getByRole("dialog", { name: "Columns" });
  await dialog.getByLabel("A tag’s name").fill("team");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByRole("button", { name: "Tag team to the left" }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  const heads = page.getByRole("columnheader");
  const titles = () => heads.allInnerTexts();
  const chosen = await titles();
  assert.equal(chosen.at(-2)?.trim(), "team");
  const handle = page.getByRole("separator", { name: "Width of tag.team" });
  const width = Number(await handle.getAttribute("aria-valuenow"));
  await handle.focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(Number(await handle.getAttribute("aria-valuenow")), width + 8);
  await page.reload();
  await live(page);
  await eventually(async () => (await titles()).join() === chosen.join());
  await page.getByRole("button", { name: "Columns" }).click();
  await dialog.getByRole("button", { name: "As they come" }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
}

async function partsByKeys(page: Page, { paths }: World): Promise<void> {
  await page.goto(`${paths.logs}?route=summaries`);
  await live(page);
  await rows(page).first().getByRole("link").focus();
  await page.keyboard.press("o");
  const drawer = page.getByRole("dialog", { name: "Request" });
  const panel = drawer.getByRole("tabpanel");
  await panel.getByText("What the cost is made of").or(panel.getByText("Its parts are not known")).or(
    panel.getByText("Cost", { exact: true }),
  ).first().waitFor();
  await page.keyboard.press("]");
  await drawer.getByRole("region", { name: "Attempts" }).getByText("llama/llama-3.3-70b").waitFor();
  await page.keyboard.press("]");
  const tree = drawer.getByRole("list", { name: "The route summaries" });
  await tree.getByText("called").waitFor();
  await drawer.getByRole("heading", { name: /^What revision \d+ changed/ }).waitFor();
  await drawer.getByRole("tab", { name: "Record" }).click();
  await drawer.getByRole("searchbox", { name: "Search in The record as JSON" }).fill("llama-3.3");
  await drawer.locator("mark").first().waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await drawer.waitFor({ state: "detached" });
  assert.equal(new URL(page.url()).pathname, paths.logs);
}

/** A prompt that is captured is read, copied, and sent to another model. */
async function readAndReplay(page: Page, { stack, project, paths }: World): Promise<void> {
  await capture(stack, project);
  let requestId = "";
  await eventually(async () => {
    requestId = await completeChat({ ...stack, model: "chat" });
    return await isCaptured(stack, project.id, requestId);
  });
  await page.goto(`${paths.logs}/${requestId}`);
  await page.getByRole("tab", { name: "Messages" }).click();
  await page.getByRole("list", { name: "Prompt" }).getByText("Hello").waitFor();
  await page.getByRole("list", { name: "Answer" }).getByRole("listitem").first().waitFor();
  await page.getByRole("button", { name: "Copy as a curl command" }).click();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^curl .*\/v1\/chat\/completions/);
  await page.getByRole("tab", { name: "Replay" }).click();
  await page.getByLabel("Target").fill("anthropic/claude-haiku-4-5");
  await page.getByRole("button", { name: "Replay", exact: true }).click();
  await page.getByRole("region", { name: "Now" }).getByText(/^HTTP 200/).waitFor();
  await page.getByRole("region", { name: "Before" }).getByText(/^HTTP 200/).waitFor();
}

async function capture(stack: World["stack"], { id, tenantId }: World["project"]): Promise<void> {
  const input = { id, capture: { enabled: true } };
  const updated = await graphql(
    stack,
    "mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { __typename ... on Error { message } } }",
    { input },
  );
  assert.equal(updated.updateProject.__typename, "UpdateProjectPayload", JSON.stringify(updated));
  await graphql(
    stack,
    "mutation ($input: PublishConfigInput!) { publishConfig(input: $input) { __typename } }",
    { input: { tenantId, message: "Prompts are kept" } },
  );
}

/** Whether gateways keep prompts by now, and that of this request is stored. */
async function isCaptured(stack: World["stack"], projectId: string, requestId: string): Promise<boolean> {
  const read = async () => {
    const { requestLogs } = await graphql(
      stack,
      `query ($projectId: ID!, $requestId: String!) {
        requestLogs(projectId: $projectId, filter: { requestId: $requestId }) { edges { node { bodies { state } } } }
      }`,
      { projectId, requestId },
    );
    return requestLogs.edges[0]?.node.bodies.state as string | undefined;
  };
  await eventually(async () => !["PENDING", undefined].includes(await read()));
  return await read() === "CAPTURED";
}
