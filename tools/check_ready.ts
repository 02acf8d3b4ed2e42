const usage = "Usage: deno run --allow-net tools/check_ready.ts <url of /readyz> [timeoutMs, default 3000]";

/** Whether a deployable says that it can do its job, and what it said; for health checks of containers. */
export async function checkReady(url: string, timeoutMs: number): Promise<{ ready: boolean; detail: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    return { ready: response.ok, detail: (await response.text()).trim() };
  } catch (error) {
    return { ready: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

if (import.meta.main) {
  const [url, timeoutMs = "3000"] = Deno.args;
  if (url === undefined || !URL.canParse(url) || !(Number(timeoutMs) > 0)) {
    console.error(usage);
    Deno.exit(2);
  }
  const { ready, detail } = await checkReady(url, Number(timeoutMs));
  console.log(detail);
  Deno.exit(ready ? 0 : 1);
}
