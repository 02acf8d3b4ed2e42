import { z } from "zod";
import { addressIssue, type AddressPolicy } from "./address_policy.ts";

/**
 * A provider's base URL: http or https, at most 2,048 characters, no user, password, query or fragment, since gateways
 * append paths to it. Kept without a slash at its end.
 */
export function baseUrlInput(policy: AddressPolicy) {
  return z.string().trim().max(2_048).transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const problem = url === null
      ? "not a URL like https://api.example.com/v1"
      : problemOf(url) ?? addressIssue(url, policy);
    if (problem !== null) context.issues.push({ code: "custom", message: problem, input: text });
    return url === null ? text : url.href.replace(/\/+$/, "");
  });
}

function problemOf(url: URL): string | null {
  if (url.protocol !== "https:" && url.protocol !== "http:") return "must begin with https:// or http://";
  if (url.username !== "" || url.password !== "") return "must hold no user name or password; give the key as apiKey";
  if (url.search !== "" || url.hash !== "") return "must have neither query nor fragment";
  return null;
}
