import { type Browser, chromium } from "playwright-core";
import { findOnPath, installWithApt } from "./apt_program.ts";

/**
 * Returns a Chromium of this machine: TEST_CHROMIUM names one, else PATH is searched, else it is installed where we are
 * root on a Debian. Throws when there is none, and names the ways to have one.
 */
export async function chromiumPath(onProgress: (line: string) => void = () => {}): Promise<string> {
  return Deno.env.get("TEST_CHROMIUM") ?? find() ?? await installWithApt("chromium", find, onProgress) ?? fail();
}

/** Starts a headless Chromium with a profile of its own, which `close()` deletes. */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({ executablePath: await chromiumPath(), headless: true, args: [...ARGUMENTS] });
}

/** No sandbox (CI runs as root), no QUIC, and nothing that calls home. */
const ARGUMENTS: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function find(): string | null {
  return findOnPath("chromium", "chromium-browser", "google-chrome");
}

function fail(): never {
  throw new Error(
    "Tests of the console need a Chromium: put chromium on PATH, name one in TEST_CHROMIUM, or run as root on a Debian.",
  );
}
