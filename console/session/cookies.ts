/** A request's cookies by name; of several with one name, the first, as servers commonly have it. */
export function getCookies(headers: Headers): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null);
  for (const part of (headers.get("cookie") ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at < 0) continue;
    const name = part.slice(0, at).trim();
    cookies[name] ??= decoded(part.slice(at + 1).trim());
  }
  return cookies;
}

/** Adds a cookie for the whole console, that no script and no other site's form gets to see. */
export function setCookie(
  headers: Headers,
  name: string,
  value: string,
  { maxAgeSeconds, secure }: { maxAgeSeconds: number; secure: boolean },
): void {
  const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  headers.append("set-cookie", `${name}=${encodeURIComponent(value)}; ${attributes}`);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
