import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { openSecretFiles } from "./secret_files.ts";

const files: Record<string, string> = { "/run/secrets/auth": "a secret of a file\n", "/run/secrets/empty": " \n" };

function open(environment: Record<string, string>) {
  return openSecretFiles(environment, (path) => {
    const text = files[path];
    if (text === undefined) throw new Error(`no ${path}`);
    return text;
  });
}

test("openSecretFiles() takes secrets from files, and leaves other names that end so alone", () => {
  const { environment, problems } = open({
    AUTH_SECRET_FILE: " /run/secrets/auth ",
    OPENAI_API_KEY_FILE: "/run/secrets/auth",
    HOST_FILE: "/run/secrets/auth",
    REDIS_URL_FILE: "",
    SMTP_URL: "smtp://mail",
  });
  assert.deepEqual(problems, []);
  assert.deepEqual([environment.AUTH_SECRET, environment.OPENAI_API_KEY], Array(2).fill("a secret of a file"));
  assert.deepEqual([environment.HOST, environment.REDIS_URL, environment.SMTP_URL], [
    undefined,
    undefined,
    "smtp://mail",
  ]);
});

test("openSecretFiles() says what it cannot take, and nothing of a secret", () => {
  const { environment, problems } = open({
    AUTH_SECRET_FILE: "/run/secrets/auth",
    AUTH_SECRET: "another secret",
    DATABASE_URL_FILE: "/run/secrets/none",
    INTERNAL_SECRET_FILE: "/run/secrets/empty",
  });
  assert.deepEqual(problems.map((problem) => problem.split(" ")[0]), [
    "AUTH_SECRET_FILE",
    "DATABASE_URL_FILE",
    "INTERNAL_SECRET_FILE",
  ]);
  assert.doesNotMatch(problems.join(), /secret of a file|another/);
  assert.equal(environment.AUTH_SECRET, "another secret");
});
