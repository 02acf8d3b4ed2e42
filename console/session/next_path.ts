/**
 * Where to go after signing in: the path that was asked for, or `/` where it is none of this console.
 * Whoever wrote the link chose it, so it must lead to no other site, nor back into signing in or out.
 */
export function nextPath(text: string | null | undefined): string {
  // One slash, and nothing that browsers take for a second: they drop tabs and line ends, and read `\` as `/`.
  // deno-lint-ignore no-control-regex -- control characters are what is refused
  if (!text || text.length > LENGTH_MAX || !/^\/(?![/\\])[^\\\u0000-\u001f\u007f]*$/.test(text)) return "/";
  const url = URL.parse(text, "http://console.invalid");
  if (url === null || url.host !== "console.invalid") return "/";
  const { pathname, search, hash } = url;
  // Dots are resolved by now, which may have put slashes side by side.
  if (pathname.startsWith("//") || NOT_NEXT.some((path) => pathname === path || pathname.startsWith(`${path}/`))) {
    return "/";
  }
  return pathname + search + hash;
}

/** The address of the sign-in page that leads back. */
export function signInPath(url: URL): string {
  const next = nextPath(url.pathname + url.search);
  return next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`;
}

const LENGTH_MAX = 2_048;
const NOT_NEXT = [
  "/sign-in",
  "/sign-up",
  "/sign-out",
  "/forgot-password",
  "/reset-password",
  "/theme",
  "/api",
  "/graphql",
];
