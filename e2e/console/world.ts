import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { projectParam, type Section, sectionPath } from "../../console/session/places.ts";
import { launchChromium } from "../../testing/chromium.ts";
import { withDatabase } from "../../testing/services.ts";
import { allLogs, firstProject, graphql } from "../graphql.ts";
import { freePorts, SEEDED, type Stack, startStack } from "../stack.ts";
import { sendDemoRequests, setUpDemoProject } from "./demo_project.ts";
import { type Console, type Session, visit } from "./visit.ts";

/** A stack with some traffic on record and sign-up open, and a browser to go through its console. */
export interface World extends Console, AsyncDisposable {
  stack: Stack;
  /** The seeded owner's. */
  session: Session;
  /** Of the seeded tenant and project; `request` is one that fell over to another provider. */
  paths: Paths & { request: string };
  project: { id: string; tenantId: string };
}

export interface Paths {
  dashboard: string;
  budgets: string;
  fleet: string;
  logs: string;
  routes: string;
  /** The editor of one of them: the split of the demonstration, where that is set up. */
  route: string;
  keys: string;
  providers: string;
  publish: string;
  policies: string;
  prices: string;
  projects: string;
  playground: string;
  members: string;
  "service-accounts": string;
  audit: string;
  webhooks: string;
  settings: string;
}

export async function startWorld(): Promise<World> {
  await using started = new AsyncDisposableStack();
  const database = started.use(await withDatabase());
  const ports = freePorts();
  const consoleUrl = `http://localhost:${ports.console}`;
  const stack = await startStack({ ports, environment: { DATABASE_URL: database.url, SIGNUP: "open" } });
  started.defer(async () => {
    assert.equal(await stack.stop(), 0, stack.output());
    await Deno.remove(stack.dataDirectory, { recursive: true });
  });
  const browser = await launchChromium();
  started.defer(() => browser.close());
  const project = await firstProject(stack);
  await setUpDemoProject(stack, project);
  await sendDemoRequests(stack, project);
  const session = await sessionOf({ browser, consoleUrl });
  const paths = await pathsOf(stack);
  const logs = await allLogs(stack, project.id, "requestId attempts { outcome }");
  const { requestId } = logs.find(({ attempts }) => attempts.length > 1);
  const all = started.move();
  return {
    browser,
    consoleUrl,
    stack,
    session,
    paths: { ...paths, request: `${paths.logs}/${requestId}` },
    project,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Fills in the sign-in page and waits until it has led somewhere else. */
export async function signIn(page: Page, { email, password }: { email: string; password: string } = SEEDED) {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

async function sessionOf(console: Console): Promise<Session> {
  let session: Session | null = null;
  await visit(console, {}, async ({ context, page }) => {
    await signIn(page);
    session = await context.storageState();
  });
  return session!;
}

/** Where the seeded owner's pages are. */
export async function pathsOf(to: { graphqlUrl: string; adminToken: string }): Promise<Paths> {
  const { viewer } = await graphql(
    to,
    `{ viewer { tenants { edges { node { slug projects { edges { node {
      id name routes(first: 20) { edges { node { id name } } }
    } } } } } } } }`,
  );
  const tenant = viewer.tenants.edges[0].node;
  const place = { tenant, project: tenant.projects.edges[0].node };
  const path = (section: Section) => sectionPath(section, place)!;
  const routes: { id: string; name: string }[] = place.project.routes.edges.map((edge: { node: unknown }) => edge.node);
  const { id } = routes.find(({ name }) => name === "canary") ?? routes[0]!;
  const route = `${path("routes")}/${projectParam(id)}`;
  const observed = { dashboard: path("dashboard"), budgets: path("budgets"), fleet: path("fleet") };
  const administered = {
    members: path("members"),
    "service-accounts": path("service-accounts"),
    audit: path("audit"),
    webhooks: path("webhooks"),
    settings: path("settings"),
  };
  return {
    ...observed,
    ...administered,
    playground: path("playground"),
    logs: path("logs"),
    routes: path("routes"),
    route,
    keys: path("keys"),
    providers: path("providers"),
    publish: path("publish"),
    policies: path("policies"),
    prices: path("prices"),
    projects: path("projects"),
  };
}
