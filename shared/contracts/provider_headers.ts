import { z } from "zod";

/** Headers of one provider at most. */
export const PROVIDER_HEADERS_MAX = 16;

/**
 * Further headers for a provider: lower-case names, values of visible ASCII and single spaces, at most 1,024 characters.
 * None that decides about connection or body, that proves who calls, or that is the gateway's own.
 */
export const providerHeaders = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "a header's name in lower case").superRefine((name, context) => {
    const problem = headerProblem(name);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  }),
  // Neither CR nor LF: nothing can be smuggled behind a value.
  z.string().max(1_024).regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, "letters, digits, punctuation and single spaces"),
).refine((headers) => Object.keys(headers).length <= PROVIDER_HEADERS_MAX, `at most ${PROVIDER_HEADERS_MAX} headers`);

/** Why a provider may not be given a header of this name; null when it may. */
function headerProblem(name: string): string | null {
  if (SECRET.test(name)) return "holds a secret by its name; the key is stored encrypted, by itself";
  if (OURS.has(name) || OUR_FAMILIES.test(name)) return "is set by the gateway itself";
  return null;
}

const SECRET =
  /(^|[-_])(auth|authorization|api-?key|key|secret|password|passphrase|token|cookie2?|credentials?)([-_]|$)/;

/** Of the connection, of the body, and of the routes of proxies; and what has a setting of its own. */
const OURS: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "anthropic-beta",
  "anthropic-version",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "expect",
  "forwarded",
  "host",
  "keep-alive",
  "openai-organization",
  "openai-project",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
]);

const OUR_FAMILIES = /^(x-perpetuo-|x-forwarded-|proxy-|sec-)/;
