import assert from "node:assert/strict";
import project from "../deno.json" with { type: "json" };
import { test } from "../testing/test.ts";
import { CONSOLE_VARIABLE_NAMES, readConsoleConfig } from "./config.ts";

test("readConsoleConfig() finds its neighbours on their ports", () => {
  const read = readConsoleConfig({ CONTROL_PLANE_PORT: "4001", GATEWAY_PORT: "8788", CONSOLE_PORT: "3001" });
  assert.ok(read.ok);
  assert.deepEqual(read.config, {
    host: "0.0.0.0",
    port: 3001,
    controlPlaneUrl: "http://localhost:4001",
    gatewayUrl: "http://localhost:8788",
    publicUrl: "http://localhost:3001",
    publicGatewayUrl: "http://localhost:8788",
    signup: "invite",
  });
});

test("readConsoleConfig() tells every problem by its variable", () => {
  const read = readConsoleConfig({ CONSOLE_PORT: "x", CONTROL_PLANE_URL: "ftp://x", SIGNUP: "maybe" });
  assert.ok(!read.ok);
  assert.deepEqual(read.problems.map((problem) => problem.split(":")[0]), [
    "CONSOLE_PORT",
    "CONTROL_PLANE_URL",
    "SIGNUP",
  ]);
});

test("CONSOLE_VARIABLE_NAMES are what the console is permitted to read, no more and no less", async () => {
  const dockerfile = await Deno.readTextFile(new URL("../Dockerfile", import.meta.url));
  for (const command of [project.tasks.console, dockerfile]) {
    const permitted = /--allow-env=([A-Z_,]+)/.exec(command)![1]!.split(",");
    assert.deepEqual(permitted.toSorted(), CONSOLE_VARIABLE_NAMES.toSorted());
  }
});
