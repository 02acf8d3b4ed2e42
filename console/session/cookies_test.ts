import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { getCookies, setCookie } from "./cookies.ts";
import { keepTheme, readTheme } from "./theme.ts";

test("getCookies() reads names and values, the first of equal ones, and bears what is malformed", () => {
  const headers = new Headers({ cookie: "a=1; b=x%20y; a=2; nonsense; c=%zz; =e; __proto__=p" });
  assert.deepEqual({ ...getCookies(headers) }, { a: "1", b: "x y", c: "%zz", "": "e", ["__proto__"]: "p" });
  assert.deepEqual({ ...getCookies(new Headers()) }, {});
});

test("setCookie() is for the console's own requests alone", () => {
  const headers = new Headers();
  setCookie(headers, "a", "x; y", { maxAgeSeconds: 60, secure: true });
  assert.equal(headers.get("set-cookie"), "a=x%3B%20y; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
});

test("readTheme() gives back what keepTheme() kept, and takes nothing else", () => {
  const headers = new Headers();
  keepTheme(headers, "dark", false);
  const cookie = headers.get("set-cookie")!.split(";")[0]!;
  assert.equal(readTheme(new Headers({ cookie })), "dark");
  assert.equal(readTheme(new Headers({ cookie: "perpetuo_theme=neon" })), "system");
  assert.equal(readTheme(new Headers()), "system");
});
