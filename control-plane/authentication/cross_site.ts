/**
 * Why a request that a browser sends with its cookies must not be obeyed; null when it may.
 *
 * A foreign page can make a browser send a POST with our cookie, but not one of type JSON without asking first (CORS, which
 * is never granted here), and it cannot forge `origin`. Programs send neither cookie nor origin and are not concerned.
 */
export function crossSiteRefusal(request: Request, trustedOrigins: readonly string[]): string | null {
  if (!request.headers.has("cookie") || request.method === "GET" || request.method === "HEAD") return null;
  const origin = request.headers.get("origin");
  if (origin !== null && !trustedOrigins.includes(origin)) {
    return `Requests with cookies are not taken from the origin ${origin}. Set PUBLIC_CONSOLE_URL to where the console is.`;
  }
  if (origin === null && request.headers.get("sec-fetch-site") === "cross-site") {
    return "Requests with cookies are not taken from other sites.";
  }
  return null;
}
