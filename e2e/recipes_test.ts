import assert from "node:assert/strict";
import { delimiter } from "node:path";
import { test } from "../testing/test.ts";
import { repositoryPath, repositoryRoot } from "../tools/repository.ts";
import { firstTenant } from "./graphql.ts";
import { startStack } from "./stack.ts";

test("the recipes of docs/api.md do what they say, one after another, as they stand there", async (t) => {
  const stack = await startStack();
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-recipes-" });
  try {
    const { slug } = await firstTenant(stack);
    const printed = await runRecipes(await readRecipes(), {
      FILE: `${directory}/perpetuo.yaml`,
      PERPETUO_URL: new URL(stack.graphqlUrl).origin,
      GATEWAY_URL: stack.gatewayUrl,
      PERPETUO_TOKEN: stack.adminToken,
      TENANT: slug,
    });
    for (const [title, expected] of Object.entries(EXPECTED)) {
      await t.step(title, () => assert.match(printed.get(title) ?? "it printed nothing", expected));
    }
    assert.deepEqual(new Set(printed.keys()), new Set(["Before", ...Object.keys(EXPECTED)]));
  } finally {
    await stack.stop();
    for (const path of [directory, stack.dataDirectory]) await Deno.remove(path, { recursive: true });
  }
});

/** What each recipe prints. */
const EXPECTED: Record<string, RegExp> = {
  "1. A project and an API key for a new team": /^$/,
  "2. A provider, tried before anything depends on it": /^true$/,
  "3. A route that falls over, published over what was looked at": /"version":1/,
  "4. Wait until every gateway serves it": /"object":"chat\.completion"/,
  "5. A monthly budget that warns, and then blocks": /"policy":\{"id":/,
  "6. Publish only what would have denied nobody": /"number":3/,
  "7. Why would this request be denied, and where would it go?": /^true$/,
  "8. A new secret for an API key, without downtime": /^$/,
  "9. What failed within the last hour": /"requestLogs":\{"edges":\[/,
  "10. Watch what comes in": /event: next\ndata: .*"dropped":0,"log":\{"requestId":"[0-9a-f-]+","status":200\}/,
  "11. What each team has spent, as a file": /^at,group,[\s\S]*,checkout,/,
  "12. Back to what worked": /"revision":\{"number":4\}/,
  "13. Configuration from a repository": /is as the document says/,
  "14. Who did what today": /"action":"config\.rollback"|"action":"config\.publish"/,
  "15. A script: revoke keys that nobody uses": /^0 of \d+ keys were not used for 90 days\.$/m,
};

/** The shell blocks of each section by its title. */
async function readRecipes(): Promise<[title: string, script: string][]> {
  const text = await Deno.readTextFile(repositoryPath("docs/api.md"));
  return text.split(/^## /m).slice(1).map((section) => {
    const scripts = [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, script]) => script!);
    return [section.slice(0, section.indexOf("\n")), scripts.join("\n")];
  });
}

/** Runs them in one shell, as somebody who copies them does; what each printed, by its title. */
async function runRecipes(
  recipes: [title: string, script: string][],
  env: Record<string, string>,
): Promise<Map<string, string>> {
  const mark = "------ recipe ";
  const script = [
    "set -euo pipefail",
    ...recipes.flatMap(([title, commands]) => [`printf '\n%s%s\n' '${mark}' ${JSON.stringify(title)}`, commands]),
  ].join("\n");
  const path = `${Deno.execPath().slice(0, Deno.execPath().lastIndexOf("/"))}${delimiter}${Deno.env.get("PATH")}`;
  const { success, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", script],
    cwd: repositoryRoot,
    env: { ...env, PATH: path, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const printed = new TextDecoder().decode(stdout);
  assert.ok(success, `${printed}\n${new TextDecoder().decode(stderr)}`);
  return new Map(
    printed.split(mark).slice(1).map((part) => {
      const end = part.indexOf("\n");
      return [part.slice(0, end), part.slice(end + 1).trim()];
    }),
  );
}
