import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { comparePatterns, routePattern } from "./route_pattern.ts";

test("routePattern() turns a file's path into a URLPattern pathname", () => {
  const patterns: [string, string | null][] = [
    ["index.ts", "/"],
    ["about.tsx", "/about"],
    ["blog/index.ts", "/blog"],
    ["blog/[slug].ts", "/blog/:slug"],
    ["blog/[slug]/comments.ts", "/blog/:slug/comments"],
    ["old/[...path].ts", "/old/:path*"],
    ["docs/[[version]]/index.ts", "/docs{/:version}?"],
    ["(marketing)/career.tsx", "/career"],
    ["shop/(inner)/index.tsx", "/shop"],
    ["api/v[major].ts", "/api/v:major"],
    ["_layout.tsx", null],
    ["blog/_middleware.ts", null],
    ["shop/(_islands)/Cart.tsx", null],
    ["shop/(_components)/card.tsx", null],
  ];
  for (const [path, pattern] of patterns) assert.equal(routePattern(path), pattern, path);
});

test("comparePatterns() puts the more particular first", () => {
  const sorted = ["/a/:b/c", "/a/:b", "/a{/:b}?", "/a/:rest*", "/:x", "/:rest*"];
  assert.deepEqual([...sorted].reverse().sort(comparePatterns), sorted);
});
