import { getCookies } from "./cookies.ts";

/** Whether the request has a session's cookie, ended or not: without one there is nothing to ask the control plane. */
export function hasSessionCookie(headers: Headers): boolean {
  const cookies = getCookies(headers);
  return NAMES.some((name) => name in cookies);
}

/** As the control plane's accounts name it; the prefix is the one of cookies that are for https alone. */
const NAMES = ["perpetuo.session_token", "__Secure-perpetuo.session_token"];
