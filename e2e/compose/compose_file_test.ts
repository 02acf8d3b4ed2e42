import assert from "node:assert/strict";
import { parse } from "yaml";
import { z } from "zod";
import project from "../../deno.json" with { type: "json" };
import { CONSOLE_VARIABLES } from "../../console/config.ts";
import { CONTROL_PLANE_VARIABLES } from "../../control-plane/config.ts";
import { GATEWAY_VARIABLES } from "../../gateway/config.ts";
import { openSecretFiles } from "../../shared/environment/secret_files.ts";
import { test } from "../../testing/test.ts";
import { repositoryPath } from "../../tools/repository.ts";

const service = z.looseObject({
  environment: z.record(z.string(), z.coerce.string()).default({}),
  secrets: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  healthcheck: z.looseObject({ test: z.array(z.string()) }),
});
const composeFile = z.looseObject({
  services: z.record(z.string(), service),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

async function read() {
  const text = await Deno.readTextFile(repositoryPath("docker-compose.yml"));
  return composeFile.parse(parse(text, { merge: true }));
}

test("docker-compose.yml publishes nginx alone, and keeps nginx and the console away from the data", async () => {
  const { services } = await read();
  for (const [name, { ports, networks, ...rest }] of Object.entries(services)) {
    assert.equal(ports.length > 0, name === "nginx", name);
    for (const port of ports) assert.match(port, /^\$\{PUBLISH_ADDRESS:-127\.0\.0\.1\}:/);
    if (["nginx", "console"].includes(name)) assert.deepEqual(networks, ["edge"]);
    assert.deepEqual(
      [rest.read_only, rest.cap_drop, rest.security_opt],
      [true, ["ALL"], ["no-new-privileges:true"]],
      name,
    );
  }
});

test("docker-compose.yml hands secrets over by file, each under a name that the deployables take from one", async () => {
  const { services, secrets } = await read();
  const used = new Set(Object.values(services).flatMap((each) => each.secrets));
  assert.deepEqual([...used].sort(), Object.keys(secrets).sort());
  for (const [name, { environment, secrets: given }] of Object.entries(services)) {
    for (const [variable, value] of Object.entries(environment)) {
      assert.doesNotMatch(value, /:\/\/[^/]*:[^/]*@/, `${name} has a password in ${variable}`);
      if (!variable.endsWith("_FILE")) continue;
      const path = /\/run\/secrets\/(\w+)/.exec(value)?.[1];
      assert.ok(path !== undefined && given.includes(path), `${name} has no file for ${variable}`);
      if (name === "postgres") continue;
      const setting = variable.slice(0, -"_FILE".length);
      assert.equal(openSecretFiles({ [variable]: "/x" }, () => "text").environment[setting], "text", variable);
    }
  }
});

test("docker-compose.yml sets nothing that its deployable does not read", async () => {
  const { services } = await read();
  const known = { gateway: GATEWAY_VARIABLES, "control-plane": CONTROL_PLANE_VARIABLES, console: CONSOLE_VARIABLES };
  for (const [name, variables] of Object.entries(known)) {
    const names = new Set(variables.flatMap(([listed]) => listed.split(/[ ,]+/)));
    for (const variable of Object.keys(services[name]!.environment)) {
      const setting = variable.replace(/_FILE$/, "");
      // Providers' keys are many, and described as one.
      if (/_API_KEY$|^AZURE_OPENAI_ENDPOINT$|^PERPETUO_ADMIN_/.test(setting)) continue;
      assert.ok(names.has(setting), `${name} does not read ${setting}`);
    }
  }
});

test("the Dockerfile runs each deployable with what its task has, and no more", async () => {
  const dockerfile = await Deno.readTextFile(repositoryPath("Dockerfile"));
  for (const name of ["gateway", "control-plane", "console"] as const) {
    const stage = dockerfile.split(`FROM deployable AS ${name}\n`)[1]!.split("\nFROM ")[0]!;
    const [entry, command] = ["ENTRYPOINT", "CMD"].map((word) =>
      z.array(z.string()).parse(
        JSON.parse(new RegExp(`^${word} (\\[[^\\]]*\\])`, "m").exec(stage)![1]!.replaceAll("\\\n", "")),
      )
    );
    const runs = [...entry!, ...command!].filter((argument) => !["--cached-only", "--no-prompt"].includes(argument));
    assert.deepEqual(runs, project.tasks[name].split(" ").filter((argument) => argument !== "--no-prompt"), name);
  }
});

test("nginx passes requests on as large as gateways take, and never sends one twice", async () => {
  const template = await Deno.readTextFile(repositoryPath("ops/nginx/templates/perpetuo.conf.template"));
  const { services } = await read();
  assert.equal(services["nginx"]!.environment["BODY_BYTES_MAX"], services["gateway"]!.environment["BODY_BYTES_MAX"]);
  assert.match(template, /client_max_body_size \$\{BODY_BYTES_MAX\};/);
  assert.match(template, /^proxy_buffering off;$/m);
  assert.match(template, /^proxy_next_upstream error timeout;$/m);
  assert.doesNotMatch(template, /non_idempotent/);
});
