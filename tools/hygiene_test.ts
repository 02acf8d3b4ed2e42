import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { blemishesOf, findBlemishes } from "./hygiene.ts";

const reasons = (text: string, path = "gateway/main.ts") => blemishesOf(path, text).map((blemish) => blemish.reason);
// Put together here, so that this file passes the very check that it tests.
const joined = (...parts: string[]) => parts.join("");
const digits = "Ab3".repeat(20);

test("blemishesOf() finds what must not be published", () => {
  const texts = [
    joined("https://regis", "try.example.org/zod"),
    joined("https://npm.", "company.example.com"),
    joined("see /ho", "me/someone/notes"),
    joined('"/ro', 'ot/.cache"'),
    joined("(/wo", "rk/main)"),
    joined("file:///Us", "ers/someone/a.ts"),
    joined("C:\\Us", "ers\\someone"),
    joined("-----BEGIN RSA PRIV", "ATE KEY-----"),
    joined("sk", "-proj-", digits),
    joined("AK", "IA", "ABCDEFGHIJKLMNOP"),
    joined("gh", "p_", "a".repeat(36)),
    joined("<<<<", "<<< HEAD"),
  ];
  for (const text of texts) assert.equal(reasons(text, "docs/page.md").length, 1, text);
});

test("blemishesOf() finds what is left over in sources, and there alone", () => {
  const texts = [
    joined("// TO", "DO later"),
    joined("// FIX", "ME"),
    joined("// deno-lint-ignore", "-file"),
    joined("// @ts-", "ignore because"),
  ];
  for (const text of texts) {
    assert.equal(reasons(text).length, 1, text);
    assert.deepEqual(reasons(text, "docs/page.md"), [], text);
  }
});

test("blemishesOf() finds tests that are left out, in tests alone", () => {
  for (const text of [joined("Deno.test.", "only("), joined("ignore: ", "true,"), joined("only: ", "true,")]) {
    assert.equal(reasons(text, "gateway/main_test.ts").length, 1, text);
    assert.deepEqual(reasons(text), [], text);
  }
});

test("blemishesOf() leaves ordinary text alone", () => {
  const texts = [
    "import { a } from './registry.ts';",
    "registry.register(a); packages.json; npm.cmd; package.json.com",
    "https://api.openai.com/v1 https://example.com/work/a ./work/a ${home}/work/x",
    "sk-test-key sk-live-abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz",
    "http://127.0.0.1:8787/v1/root/a",
    joined("AI", "zaSyA1234567890", "abcdefghijklmnopqrstuv and sk", "-proj-1234567", digits),
  ];
  for (const text of texts) assert.deepEqual(reasons(text), [], text);
});

test("blemishesOf() says the line", () => {
  assert.equal(blemishesOf("a.ts", joined("fine\nfine\n// TO", "DO"))[0]?.line, 3);
});

test("blemishesOf() refuses imports in deno.json that npm does not serve", () => {
  const text = (target: string) => JSON.stringify({ imports: { a: "npm:a@1", b: "./b.ts", c: target } });
  assert.deepEqual(reasons(text("jsr:@std/path"), "deno.json"), ['imports "c" from elsewhere than npm']);
  assert.deepEqual(reasons(text("npm:c@1"), "deno.json"), []);
});

test("findBlemishes() refuses a missing licence and settings of one machine, and skips binary files", async () => {
  const root = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${root}/.npmrc`, "a=b\n");
    await Deno.writeTextFile(`${root}/image.bin`, joined("\0/ho", "me/someone"));
    const found = await findBlemishes(root, [".npmrc", "image.bin", "gone.ts"]);
    assert.deepEqual(found.map((blemish) => blemish.path), ["LICENSE", ".npmrc"]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
