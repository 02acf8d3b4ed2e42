import assert from "node:assert/strict";
import { type Api, apiAt } from "./api.ts";

/** Where the console of tests is. */
const ORIGIN = "http://localhost:3000";

/** Posts to the accounts as the console does. */
export function postAccount(url: string, path: string, body: unknown): Promise<Response> {
  return fetch(`${url}/api/auth${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: ORIGIN, "user-agent": "a browser" },
    body: JSON.stringify(body),
  });
}

/** The API as somebody sees it who signs in, or up, with these. */
export async function signIn(
  url: string,
  body: { email: string; password: string; name?: string; invitationToken?: string },
): Promise<Api> {
  const answer = await postAccount(url, body.name === undefined ? "/sign-in/email" : "/sign-up/email", body);
  assert.equal(answer.status, 200, await answer.text());
  const cookie = answer.headers.getSetCookie().map((text) => text.split(";")[0]).join("; ");
  return apiAt(url, null, { cookie, origin: ORIGIN });
}
