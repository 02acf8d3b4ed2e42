import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { crossSiteRefusal } from "./cross_site.ts";

function request(method: string, headers: Record<string, string>): Request {
  return new Request("http://127.0.0.1:4000/graphql", { method, headers });
}

test("crossSiteRefusal() refuses a cookie that another site sent", () => {
  const trusted = ["http://localhost:3000"];
  const cookie = { cookie: "perpetuo.session_token=x" };
  const refused = [
    request("POST", { ...cookie, origin: "https://evil.example" }),
    request("POST", { ...cookie, origin: "null" }),
    request("POST", { ...cookie, "sec-fetch-site": "cross-site" }),
  ];
  const allowed = [
    request("POST", { ...cookie, origin: "http://localhost:3000" }),
    request("POST", { ...cookie, "sec-fetch-site": "same-origin" }),
    request("POST", cookie),
    request("POST", { origin: "https://evil.example" }),
    request("GET", { ...cookie, origin: "https://evil.example" }),
  ];
  for (const one of refused) assert.notEqual(crossSiteRefusal(one, trusted), null);
  for (const one of allowed) assert.equal(crossSiteRefusal(one, trusted), null);
});
