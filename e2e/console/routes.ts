import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { eventually } from "../../testing/eventually.ts";
import { graphql } from "../graphql.ts";
import { visit } from "./visit.ts";
import type { World } from "./world.ts";

/** A route is made of nothing, by mouse and by keys, taken back and done again, written in JSON, and saved against somebody else. */
export async function routeEditor(world: World): Promise<void> {
  const name = `made-${crypto.randomUUID().slice(0, 8)}`;
  await visit(world, { session: world.session }, async ({ page }) => {
    await page.goto(world.paths.routes);
    await page.getByRole("link", { name: "New route" }).click();
    await makeTree(page);
    await dragIntoFallback(page);
    await moveByKeys(page);
    await undoAndRedo(page);
    await writeJson(page);
    await saveNew(page, name);
    await explain(page);
    await saveAgainstOther(page, { world, name });
  });
}

const tree = (page: Page) => page.getByRole("tree", { name: "The route's tree" });
const node = (page: Page, name: string | RegExp) => page.getByRole("treeitem", { name });
/** Everything that the tree shows, a line each, as deep as it stands. */
const shape = (page: Page) =>
  tree(page).getByRole("treeitem").evaluateAll((rows) => rows.map((row) => `${row.ariaLevel} ${row.textContent}`));

async function fillTarget(page: Page, provider: string, model: string): Promise<void> {
  await page.getByLabel("Provider", { exact: true }).fill(provider);
  await page.getByLabel("Model", { exact: true }).fill(model);
}

async function add(page: Page, button: Locator, type: string): Promise<void> {
  await button.click();
  await page.getByRole("menu", { name: "Add a node" }).getByRole("menuitem", { name: type }).click();
}

/** A split of two targets, and a fallback beside which they can be put. */
async function makeTree(page: Page): Promise<void> {
  await add(page, page.getByRole("button", { name: "Add the first node" }), "Split");
  await node(page, /^Target/).click();
  await fillTarget(page, "openai", "gpt-5-mini");
  await add(page, page.getByRole("button", { name: "Add a node to Split" }), "Fallback");
  await node(page, /^Target [^,]*\/\?/).click();
  await fillTarget(page, "anthropic", "claude-haiku-4-5");
  await page.getByLabel("Weight of openai/gpt-5-mini", { exact: true }).first().fill("3");
  await tree(page).getByText("75 %").waitFor();
}

async function dragIntoFallback(page: Page): Promise<void> {
  const before = await shape(page);
  // What drags is loaded when the tree is first shown: until it is there, nothing happens, as for anybody who is too quick.
  await eventually(async () => {
    await tryToDrag(page);
    const drawn = await shape(page);
    if (drawn.join() === before.join()) return false;
    if (isNested(drawn)) return true;
    await page.getByRole("button", { name: "Undo" }).click();
    return false;
  }, { timeoutMs: 30_000 });
}

const isNested = (drawn: string[]) =>
  drawn.length === 4 && drawn[1]!.startsWith("2 Fallback") && drawn.slice(2).every((line) => line.startsWith("3 "));

async function tryToDrag(page: Page): Promise<void> {
  const grip = node(page, /^Target openai/).getByRole("button", { name: /^Move Target openai/ });
  const into = node(page, /^Target anthropic/);
  await grip.hover();
  await page.mouse.down();
  const to = await boxOf(into);
  await page.mouse.move(to.x + 60, to.y + to.height / 2, { steps: 8 });
  await page.mouse.move(to.x + 60, to.y + to.height * 0.9, { steps: 4 });
  // It is let go where it is shown to come down.
  const isBeside = () =>
    into.evaluate((row) => row.closest("[data-parent]") === document.querySelector("li.opacity-40")?.parentElement);
  await eventually(isBeside, { timeoutMs: 2_000 }).catch(() => {});
  await page.mouse.up();
}

async function moveByKeys(page: Page): Promise<void> {
  const moved = node(page, /^Target openai/);
  await moved.focus();
  await page.keyboard.press("Space");
  await page.getByRole("status").filter({ hasText: "Lifted target openai/gpt-5-mini" }).waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Space");
  await page.getByRole("status").filter({ hasText: "Dropped target openai/gpt-5-mini" }).waitFor();
  assert.equal(await moved.getAttribute("aria-level"), "2");
  assert.ok(
    await moved.evaluate((element) => element.contains(document.activeElement)),
    "the focus stays with the node",
  );
  // And back again, by the grip.
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  await eventually(async () => await moved.getAttribute("aria-level") === "3");
  // Escape leaves it where it was.
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Escape");
  assert.equal(await moved.getAttribute("aria-level"), "3");
}

async function undoAndRedo(page: Page): Promise<void> {
  const whole = await shape(page);
  await node(page, /^Target anthropic/).focus();
  await page.keyboard.press("Delete");
  assert.equal((await shape(page)).length, whole.length - 1);
  await page.keyboard.press("Control+z");
  assert.deepEqual(await shape(page), whole);
  await page.keyboard.press("Control+Shift+z");
  assert.equal((await shape(page)).length, whole.length - 1);
  await page.getByRole("button", { name: "Undo" }).click();
  assert.deepEqual(await shape(page), whole);
}

async function writeJson(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "JSON" }).click();
  const area = page.getByLabel("The tree in JSON");
  const text = await area.inputValue();
  await area.fill(text.replace('"split"', '"splot"'));
  await page.getByRole("button", { name: /^Line 2, \/type: / }).waitFor();
  await area.fill(text.replace(/^\{/, "{,"));
  await page.getByRole("button", { name: /^Line 1: / }).waitFor();
  const written = JSON.parse(text);
  written.stickyBy = "end_user";
  await area.fill(JSON.stringify(written, null, 2));
  await node(page, /^Split by weight, sticky by end user/).waitFor();
}

async function saveNew(page: Page, name: string): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill("not a name");
  await page.getByRole("button", { name: "Create the route" }).click();
  await page.locator("#route-name-error").waitFor();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Create the route" }).click();
  await page.getByText(`“${name}” is saved in the draft.`).waitFor();
  assert.doesNotMatch(new URL(page.url()).pathname, /\/new$/);
  await page.reload();
  await page.locator("#content [data-listens]").waitFor();
  await node(page, /^Split by weight, sticky by end user/).waitFor();
}

async function explain(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Explain" }).click();
  await page.getByRole("textbox", { name: "End user" }).fill("ada");
  await page.getByRole("region", { name: "The way of this request" }).getByText("1. ").first().waitFor();
  await node(page, /^Split/).getByText("always for end user “ada”").waitFor();
  await page.getByRole("tab", { name: "Node" }).click();
}

async function saveAgainstOther(page: Page, { world, name }: { world: World; name: string }): Promise<void> {
  const { node: project } = await graphql(
    world.stack,
    "query ($id: ID!) { node(id: $id) { ... on Project { routes(first: 100) { edges { node { id name tree } } } } } }",
    { id: world.project.id },
  );
  const { id, tree: saved } = project.routes.edges.map((edge: { node: { name: string } }) => edge.node)
    .find((route: { name: string }) => route.name === name);
  const theirs = {
    type: "fallback",
    children: [saved, { type: "target", provider: "anthropic", model: "claude-haiku-4-5" }],
  };
  const answer = await graphql(
    world.stack,
    "mutation ($input: UpdateRouteInput!) { updateRoute(input: $input) { __typename } }",
    { input: { id, tree: theirs } },
  );
  assert.equal(answer.updateRoute.__typename, "UpdateRoutePayload");
  await page.getByLabel("Aliases").fill(`${name}-alias`);
  await page.keyboard.press("Control+s");
  const dialog = page.getByRole("dialog", { name: "This route was changed meanwhile" });
  await dialog.getByRole("region", { name: "Theirs" }).getByRole("listitem").first().waitFor();
  await dialog.getByRole("region", { name: "Yours" }).getByText(/alias/).first().waitFor();
  await dialog.getByRole("button", { name: "Take theirs" }).click();
  await node(page, /^Fallback/).first().waitFor();
  await page.getByText("Saved in the draft").waitFor();
  await page.getByLabel("Aliases").fill(`${name}-alias`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText(`“${name}” is saved in the draft.`).last().waitFor();
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  assert.ok(box !== null, `${locator} is not drawn`);
  return box;
}
