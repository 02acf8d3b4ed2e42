import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { engineArguments } from "./engine_arguments.ts";

test("engineArguments() reads every way in which the CLI starts an engine", () => {
  const url = "postgresql://127.0.0.1/one";
  const datasource = JSON.stringify({ url });
  assert.deepEqual(engineArguments(["--version"]), { mode: "version" });
  assert.deepEqual(
    engineArguments(["--datamodels", "a.prisma", "--datamodels", "b.prisma", "--datasource", datasource]),
    {
      mode: "rpc",
      datamodelPaths: ["a.prisma", "b.prisma"],
      datasource: { url },
    },
  );
  assert.deepEqual(
    engineArguments(["--enabled-preview-features", "cli", "--datasource", datasource, "cli", "create-database"]),
    { mode: "database", command: "create-database", databaseUrl: url },
  );
});

test("engineArguments() refuses a command that the engine has not, and one without a database", () => {
  const datasource = JSON.stringify({ url: "postgresql://127.0.0.1/one" });
  assert.throws(() => engineArguments(["--datasource", datasource, "cli", "empty-database"]));
  assert.throws(() => engineArguments(["cli", "create-database"]), /the datasource has no url/);
});
