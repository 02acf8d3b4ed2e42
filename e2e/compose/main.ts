import { parseArgs } from "node:util";
import OpenAI from "openai";
import { systemClock } from "../../shared/time/clock.ts";
import { dockerAnswers } from "../../testing/docker_engine.ts";
import { firstProject, graphql } from "../graphql.ts";
import { ComposeStack } from "./compose_stack.ts";
import { LIMIT_SCENARIOS } from "./limit_scenarios.ts";
import { LOSS_SCENARIOS } from "./loss_scenarios.ts";
import { PUBLISH_SCENARIOS } from "./publish_scenarios.ts";
import { REQUEST_SCENARIOS } from "./request_scenarios.ts";
import { type ComposeScenario, type ComposeWorld, GATEWAYS } from "./scenario.ts";

const HELP =
  `Starts docker-compose.yml with ${GATEWAYS} gateways behind nginx, goes through it, and takes it down again.

Usage: deno task compose:test [--file FILE]… [--no-build] [--keep] [--only TEXT]
  --file FILE   one more compose file, for engines that need something of their own
  --no-build    take the images of the last time
  --keep        leave everything running, and say how to end it
  --only TEXT   only scenarios with TEXT in their names
  --help        show this

Needs a container engine with Docker's API (DOCKER_HOST, or one of the usual sockets) and \`docker compose\`. Where no
engine answers nothing is tested, and the exit code is 0.`;

const SCENARIOS: readonly ComposeScenario[] = [
  ...REQUEST_SCENARIOS,
  ...LIMIT_SCENARIOS,
  ...PUBLISH_SCENARIOS,
  ...LOSS_SCENARIOS,
];

/** Runs the scenarios; resolves to the exit code. */
async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      file: { type: "string", multiple: true, default: [] },
      "no-build": { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (!await dockerAnswers()) {
    console.log("compose:test was skipped: no container engine answers (DOCKER_HOST, or one of the usual sockets).");
    return 0;
  }
  const onProgress = (line: string) => console.error(`· ${line}`);
  const stack = await ComposeStack.start(GATEWAYS, { files: values.file, build: !values["no-build"], onProgress });
  try {
    const failed = await runAll(await worldOf(stack), SCENARIOS.filter(({ name }) => name.includes(values.only)));
    if (failed > 0) onProgress(await stack.logs());
    return failed === 0 ? 0 : 1;
  } finally {
    if (values.keep) onProgress(stack.describe());
    else await stack[Symbol.asyncDispose]();
  }
}

async function worldOf(stack: ComposeStack): Promise<ComposeWorld> {
  const project = await firstProject(stack);
  const client = new OpenAI({ baseURL: `${stack.gatewayUrl}/v1`, apiKey: stack.apiKey, maxRetries: 0 });
  const { createProvider } = await graphql(
    stack,
    `mutation ($input: CreateProviderInput!) {
      createProvider(input: $input) { __typename ... on Error { message } }
    }`,
    {
      input: {
        tenantId: project.tenantId,
        name: "lab",
        kind: "OPENAI",
        apiKey: "sk-lab",
        baseUrl: "http://provider:9000/v1",
      },
    },
  );
  if (createProvider.__typename !== "CreateProviderPayload") throw new Error(JSON.stringify(createProvider));
  const { publishConfig } = await graphql(
    stack,
    `mutation ($input: PublishConfigInput!) {
      publishConfig(input: $input) { __typename ... on Error { message } }
    }`,
    { input: { tenantId: project.tenantId, message: "a provider in the network" } },
  );
  if (publishConfig.__typename !== "PublishConfigPayload") throw new Error(JSON.stringify(publishConfig));
  return { stack, client, project, answered: new Set() };
}

/** Goes through all of them, after failures too; resolves to how many failed. */
async function runAll(world: ComposeWorld, scenarios: readonly ComposeScenario[]): Promise<number> {
  let failed = 0;
  for (const { name, run } of scenarios) {
    const startedAt = systemClock.monotonic();
    const seconds = () => ((systemClock.monotonic() - startedAt) / 1_000).toFixed(1);
    try {
      const told = await run(world);
      console.log(`ok      ${name} (${seconds()} s)${told ? `\n        ${told}` : ""}`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${name} (${seconds()} s)\n${Deno.inspect(error)}`);
    }
  }
  console.log(`${scenarios.length - failed} passed, ${failed} failed`);
  return failed;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
