import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { sendDemoRequests, setUpDemoProject } from "../e2e/console/demo_project.ts";
import { type Console, type Session, visit } from "../e2e/console/visit.ts";
import { type Paths, pathsOf, signIn } from "../e2e/console/world.ts";
import { allLogs, firstProject } from "../e2e/graphql.ts";
import { freePorts, SEEDED, type Stack, startStack } from "../e2e/stack.ts";
import { launchChromium } from "../testing/chromium.ts";
import { repositoryPath } from "./repository.ts";

const HELP = `Takes the screenshots of docs/screenshots/: starts Perpetuo with data to show, and a browser.

Usage: deno task screenshots [--only TEXT]
  --only TEXT   only the pictures with TEXT in their names
  --help        show this

The browser is the one of the tests: TEST_CHROMIUM, or chromium on PATH, or installed by apt-get as root on a Debian.`;

interface Shot {
  /** Of the file, without theme and ending. */
  name: string;
  path: (places: Places) => string;
  /** Whose eyes it is seen with. Default: the owner, whose project has traffic. */
  as?: "nobody" | "newcomer";
  /** Brings the page into the state to be shown. */
  show: (page: Page) => Promise<unknown>;
  /** Taken at a phone's width as well. Default false. */
  phone?: boolean;
  /** With what is below the window's edge. Default false. */
  whole?: boolean;
}

type Places = Paths & { request: string };

const heading = (name: string) => (page: Page) => page.getByRole("heading", { name, level: 1 }).waitFor();
const live = (page: Page) => page.locator('[data-live-state="live"]').waitFor();

const drawn = (page: Page) => page.locator('[data-chart="ttft"] [data-drawn="true"]').waitFor();

const SHOTS: readonly Shot[] = [
  { name: "sign-in", path: () => "/sign-in", as: "nobody", show: heading("Sign in") },
  { name: "sign-up", path: () => "/sign-up", as: "nobody", show: heading("Create an account") },
  {
    name: "first-steps",
    path: () => "/onboarding",
    as: "newcomer",
    async show(page) {
      await page.getByLabel("Team").fill("Acme");
      await page.getByRole("heading", { name: "First steps" }).click();
    },
    phone: true,
  },
  {
    name: "first-request",
    path: () => "/onboarding",
    as: "newcomer",
    async show(page) {
      await page.getByLabel("Team").fill("Acme");
      await page.getByRole("button", { name: "Set up and show the key" }).click();
      await page.getByText("Waiting for the first request with this key.").waitFor();
      await page.getByRole("button", { name: "Send a request from here" }).click();
      await page.getByText("Your first record is in.").waitFor();
    },
    whole: true,
  },
  { name: "dashboard", path: ({ dashboard }) => dashboard, show: drawn, phone: true, whole: true },
  { name: "budgets", path: ({ budgets }) => budgets, show: heading("Budgets") },
  { name: "fleet", path: ({ fleet }) => fleet, show: heading("Fleet") },
  { name: "logs", path: ({ logs }) => logs, show: live, phone: true },
  {
    name: "logs-filtered",
    path: ({ logs }) => `${logs}?outcome=failed&outcome=cancelled&status-min=200`,
    show: live,
  },
  {
    name: "log-drawer",
    path: ({ logs }) => logs,
    async show(page) {
      await live(page);
      await page.locator("[data-request]", { hasText: "summaries" }).first().getByRole("link").click();
      await page.getByRole("dialog", { name: "Request" }).getByRole("heading", { name: "Tokens and cost" }).waitFor();
    },
    phone: true,
  },
  { name: "request", path: ({ request }) => request, show: heading("Request") },
  { name: "routes", path: ({ routes }) => routes, show: heading("Routes") },
  {
    name: "route-editor",
    path: ({ route }) => route,
    show: (page) => page.locator('[data-health="success"]').first().waitFor(),
    phone: true,
  },
  {
    name: "route-explained",
    path: ({ route }) => `${route}?pane=explain`,
    async show(page) {
      await page.getByRole("textbox", { name: "End user" }).fill("ada");
      await page.locator("[data-lit]").first().waitFor();
    },
  },
  { name: "api-keys", path: ({ keys }) => keys, show: heading("API keys"), phone: true },
  {
    name: "new-key",
    path: ({ keys }) => keys,
    async show(page) {
      await page.getByRole("button", { name: "New key" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("Support assistant");
    },
  },
  { name: "providers", path: ({ providers }) => providers, show: heading("Providers") },
  {
    name: "policy",
    path: ({ policies }) => `${policies}/new`,
    async show(page) {
      await page.getByLabel("Name", { exact: true }).fill("Every user of the shop");
      await page.getByLabel("Counts", { exact: true }).selectOption({ label: "Each end user by themselves" });
      await page.getByLabel("Requests a minute").fill("30");
      await page.getByLabel("US dollars a day").fill("0.50");
      await page.getByRole("heading", { name: "New policy" }).click();
    },
    whole: true,
  },
  {
    name: "publish",
    path: ({ projects }) => projects,
    async show(page) {
      await page.getByRole("link", { name: /^Edit / }).first().click();
      await page.getByRole("checkbox", { name: /past every route/ }).uncheck();
      await page.getByRole("button", { name: "Save the changes" }).click();
      await page.getByText("is changed in the draft").waitFor();
      await page.getByRole("navigation", { name: "Pages" }).first().getByRole("link", { name: /^Publish/ }).click();
      await page.getByLabel("Message").fill("Applications go by routes alone");
      await page.getByRole("button", { name: "Replay them" }).click();
      await page.getByText(/requests compared in/).waitFor();
      await page.getByRole("navigation", { name: "Pages" }).getByText("1 unpublished change").waitFor();
      await page.evaluate(() => scrollTo(0, 0));
    },
    whole: true,
  },
  {
    name: "api-key",
    path: ({ keys }) => keys,
    async show(page) {
      await page.getByRole("link", { name: "Web shop" }).click();
      await page.getByRole("heading", { name: "Web shop", level: 1 }).waitFor();
    },
  },
  { name: "prices", path: ({ prices }) => `${prices}?provider=openai&model=gpt-5`, show: heading("Prices") },
  {
    name: "palette",
    path: ({ logs }) => logs,
    async show(page) {
      await page.locator("[data-listens]").waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Where to, or what to do" }).fill("rou");
      await page.getByRole("option", { name: /^canary/ }).waitFor();
    },
  },
  { name: "members", path: ({ members }) => members, show: heading("Members") },
  { name: "account", path: () => "/account", show: heading("Account") },
  {
    name: "audit",
    path: ({ audit }) => audit,
    async show(page) {
      await page.locator("#content li summary").first().click();
    },
  },
  { name: "settings", path: ({ settings }) => settings, show: heading("Settings"), whole: true },
  {
    name: "playground",
    path: ({ playground }) => playground,
    async show(page) {
      await page.locator("[data-listens]").waitFor();
      await page.getByRole("button", { name: "Compare with another" }).click();
      await page.getByLabel("Message").fill("Which of my orders are still on their way?");
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByText(/\d+ in, \d+ out/).nth(1).waitFor();
    },
  },
  { name: "not-found", path: () => "/t/nobody-has-this/logs", show: heading("There is nothing here") },
];

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** Between two requests of the demonstration, so that their times differ as those of real ones do. */
const PACE_MS = 700;

/** Takes the pictures whose names contain a text (default: all), in both themes, and returns their paths. */
export async function takeScreenshots({ only = "" }: { only?: string } = {}): Promise<string[]> {
  await using started = new AsyncDisposableStack();
  const ports = freePorts();
  const stack = await startStack({
    ports,
    environment: { SIGNUP: "open", PUBLIC_GATEWAY_URL: "http://localhost:8787" },
  });
  started.defer(async () => {
    await stack.stop();
    await Deno.remove(stack.dataDirectory, { recursive: true });
  });
  const browser = await launchChromium();
  started.defer(() => browser.close());
  const console = { browser, consoleUrl: `http://localhost:${ports.console}` };
  const places = await prepare(stack);
  const owner = await sessionOf(console, signIn);
  await Deno.mkdir(FOLDER, { recursive: true });
  const taken: string[] = [];
  for (const shot of SHOTS.filter(({ name }) => name.includes(only))) {
    for (const colorScheme of ["light", "dark"] as const) {
      const session = shot.as === "nobody" ? null : shot.as === "newcomer" ? await sessionOf(console, signUp) : owner;
      for (const viewport of shot.phone ? [DESKTOP, PHONE] : [DESKTOP]) {
        const file = `${shot.name}${viewport === PHONE ? "-phone" : ""}-${colorScheme}.png`;
        const options = { session, colorScheme, viewport, timezoneId: "Europe/Berlin", allowed: [/404/] };
        await visit(console, options, ({ page }) => take(page, shot, { places, path: `${FOLDER}/${file}` }));
        taken.push(file);
      }
    }
  }
  return taken;
}

async function take(page: Page, shot: Shot, { places, path }: { places: Places; path: string }): Promise<void> {
  await page.goto(shot.path(places));
  await shot.show(page);
  // Nothing looks as if the pointer were on it.
  await page.mouse.move(0, 0);
  await page.screenshot({ path, fullPage: shot.whole ?? false, animations: "disabled", caret: "hide" });
}

const FOLDER = repositoryPath("docs/screenshots");

/** Traffic of every sort, and where to look at it. */
async function prepare(stack: Stack): Promise<Places> {
  const project = await firstProject(stack);
  await setUpDemoProject(stack, project);
  for (let round = 0; round < 2; round++) await sendDemoRequests(stack, project, { paceMs: PACE_MS });
  const paths = await pathsOf(stack);
  const logs = await allLogs(stack, project.id, "requestId attempts { outcome }");
  const { requestId } = logs.find(({ attempts }) => attempts.length > 1);
  return { ...paths, request: `${paths.logs}/${requestId}` };
}

async function sessionOf(console: Console, enter: (page: Page) => Promise<void>): Promise<Session> {
  let session: Session | null = null;
  await visit(console, {}, async ({ context, page }) => {
    await enter(page);
    session = await context.storageState();
  });
  return session!;
}

/** Somebody new, who has nothing yet. */
async function signUp(page: Page): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("E-mail").fill(`ada-${crypto.randomUUID()}@example.com`);
  await page.getByLabel("Password").fill(SEEDED.password);
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.waitForURL("/onboarding");
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { only: { type: "string" }, help: { type: "boolean" } } });
  if (values.help) console.log(HELP);
  else for (const file of await takeScreenshots(values)) console.log(`docs/screenshots/${file}`);
}
