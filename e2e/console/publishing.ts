import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { graphql } from "../graphql.ts";
import { visit } from "./visit.ts";
import type { World } from "./world.ts";

/** A change is made, looked at, tried on requests of before, published, watched, refused where it is stale, and taken back. */
export async function publishAndRollBack(world: World): Promise<void> {
  const base = await publishAll(world);
  await visit(world, { session: world.session, viewport: { width: 1440, height: 900 } }, async ({ page }) => {
    await changeProject(page, world);
    await lookAtDraft(page, world);
    await replay(page);
    await publish(page, { world, number: base + 1 });
    await refuseStale(page, { world, base: base + 1 });
    await rollBack(page, { world, to: base, number: base + 3 });
  });
}

/** So that the rollback takes back what this journey did, and nothing else. */
async function publishAll({ stack, project: { tenantId } }: World): Promise<number> {
  const { publishConfig } = await graphql(
    stack,
    `mutation ($input: PublishConfigInput!) {
      publishConfig(input: $input) { ... on PublishConfigPayload { revision { number } } ... on Error { message } }
    }`,
    { input: { tenantId, message: "All of it" } },
  );
  return publishConfig.revision.number;
}

async function changeProject(page: Page, { paths }: World): Promise<void> {
  await page.goto(paths.projects);
  await page.getByRole("link", { name: /^Edit / }).first().click();
  await page.getByLabel("Name", { exact: true }).fill("");
  await page.getByRole("button", { name: "Save the changes" }).click();
  await page.getByText("Give it a name.").waitFor();
  await page.reload();
  await page.getByRole("checkbox", { name: /past every route/ }).uncheck();
  await page.getByRole("button", { name: "Save the changes" }).click();
  await page.getByText("is changed in the draft").waitFor();
  await page.getByRole("navigation", { name: "Pages" }).getByText("1 unpublished change").waitFor();
}

async function lookAtDraft(page: Page, { paths }: World): Promise<void> {
  await page.goto(paths.publish);
  const card = page.locator("section", { has: page.getByRole("heading", { name: "1 unpublished change" }) });
  await card.getByRole("heading", { name: /^Project/ }).waitFor();
  await card.getByText(/perpetuo|Owner|admin/i).first().waitFor();
}

async function replay(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Replay them" }).click();
  await page.getByText(/requests compared in/).waitFor();
  await page.getByRole("region", { name: "Would be refused, and were not" }).getByText("Asked for past every route")
    .first().waitFor();
}

async function publish(page: Page, { world, number }: { world: World; number: number }): Promise<void> {
  await page.getByLabel("Message").fill("Only routes");
  await page.getByRole("button", { name: `Publish revision ${number}` }).click();
  await page.waitForURL(`${world.paths.publish}?watch=${number}`);
  await page.getByText(`1 gateway serves revision ${number}: all have converged.`).waitFor();
  await page.getByRole("row", { name: new RegExp(`current ${number} .*Only routes`) }).waitFor();
  await page.getByRole("heading", { name: "No changes" }).waitFor();
}

/** Somebody publishes while the page is looked at. */
async function refuseStale(page: Page, { world, base }: { world: World; base: number }): Promise<void> {
  const { stack, project: { id, tenantId } } = world;
  const rename = (name: string) =>
    graphql(
      stack,
      "mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { __typename } }",
      { input: { id, name } },
    );
  await rename("Renamed");
  await page.goto(world.paths.publish);
  await page.getByRole("button", { name: `Publish revision ${base + 1}` }).waitFor();
  assert.equal(await publishAll({ ...world, project: { id, tenantId } }), base + 1);
  await page.getByRole("button", { name: `Publish revision ${base + 1}` }).click();
  await page.getByText(`Revision ${base + 1} was published while you were looking.`).waitFor();
  await page.getByRole("region", { name: "What is newer" }).getByText("Renamed").first().waitFor();
}

async function rollBack(
  page: Page,
  { world, to, number }: { world: World; to: number; number: number },
): Promise<void> {
  await page.goto(world.paths.publish);
  await page.getByRole("link", { name: `Roll back to revision ${to}`, exact: true }).click();
  await page.getByRole("heading", { name: "What changes for gateways" }).waitFor();
  assert.ok(await page.getByRole("listitem").filter({ hasText: /renamed|changed/ }).count() >= 2);
  await page.getByRole("button", { name: `Roll back to revision ${to}` }).click();
  await page.waitForURL(`${world.paths.publish}?watch=${number}`);
  await page.getByText(`1 gateway serves revision ${number}: all have converged.`).waitFor();
  await page.goto(`${world.paths.publish}/compare?from=${to}&to=${number}`);
  await page.getByText("The two are the same.").waitFor();
}
