import { test } from "../../testing/test.ts";
import { auditNarrowedDown, tokenShownOnce, webhookTested } from "./administration.ts";
import { dashboards } from "./dashboards.ts";
import { everyPageIsAccessible, everyPageKeepsItsBudget } from "./every_page.ts";
import { expiredSessionKeepsForm } from "./expired_session.ts";
import { firstSteps } from "./first_steps.ts";
import { keyboardAlone } from "./keyboard.ts";
import { liveLoad } from "./live_load.ts";
import { logsInFull } from "./logs.ts";
import { paletteByKeys } from "./palette.ts";
import { inviteAndRemove } from "./people.ts";
import { playgroundInTwoColumns } from "./playground.ts";
import { policiesAndKeys } from "./policies_and_keys.ts";
import { providersAndTheirKeys } from "./providers.ts";
import { publishAndRollBack } from "./publishing.ts";
import { routeEditor } from "./routes.ts";
import { twoTabs } from "./two_tabs.ts";
import { withoutScript } from "./without_script.ts";
import { startWorld, type World } from "./world.ts";

const SCENARIOS: Record<string, (world: World) => Promise<void>> = {
  "somebody new comes from signing up to the record of a first request": firstSteps,
  "a half-filled form outlives its session": expiredSessionKeepsForm,
  "two tabs live side by side, and sign out together": twoTabs,
  "everything is done by keys alone, and the focus is seen": keyboardAlone,
  "a provider is chosen by name, moved, and given keys that nobody sees again": providersAndTheirKeys,
  "a route is made by mouse and by keys, taken back, written in JSON, and saved against another": routeEditor,
  "a change is tried, published, watched, refused where it is stale, and rolled back": publishAndRollBack,
  "a policy is seen to count, and a key is rotated": policiesAndKeys,
  "the dashboard agrees with the API, is zoomed into and narrowed down, and keeps up": dashboards,
  "the log is filtered, kept, drawn over, gone through by keys, and a request is repeated": logsInFull,
  "the palette leads by keys alone to pages and objects": paletteByKeys,
  "somebody is invited, joins in a browser of their own, changes roles, and is removed": inviteAndRemove,
  "a token is shown once, rotated and revoked": tokenShownOnce,
  "the audit trail is narrowed down, and comes as a file": auditNarrowedDown,
  "a webhook is tested, paused and archived": webhookTested,
  "two models answer side by side, and a long answer is stopped": playgroundInTwoColumns,
  "without script, people sign in, read, filter and make a key": withoutScript,
  "axe has nothing to say against any page, in either theme": everyPageIsAccessible,
  "no page loads more than its budget, or makes the browser wait to draw": everyPageKeepsItsBudget,
  // The last: afterwards the newest records are its own.
  "two hundred records a second leave the page free": liveLoad,
};

test("the console does what its readers came for, in a real browser", async (context) => {
  await using world = await startWorld();
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const fn = () => scenario(world);
    // What the browser has under way from one step to the next belongs to the test as a whole.
    await context.step({ name, fn, sanitizeOps: false, sanitizeResources: false, sanitizeExit: false });
  }
});
