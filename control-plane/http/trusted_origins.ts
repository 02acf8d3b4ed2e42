/** The console's origin; on the own machine by both of its names, since people type either. */
export function trustedOrigins({ publicConsoleUrl, port }: { publicConsoleUrl: string; port: number }): string[] {
  const console = new URL(publicConsoleUrl);
  const origins = [console.origin, `http://localhost:${port}`, `http://127.0.0.1:${port}`];
  if (["localhost", "127.0.0.1"].includes(console.hostname)) {
    for (const hostname of ["localhost", "127.0.0.1"]) {
      origins.push(Object.assign(new URL(console), { hostname }).origin);
    }
  }
  return [...new Set(origins)];
}
