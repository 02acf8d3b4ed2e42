import { createHash } from "node:crypto";
import { StartFault } from "./start_fault.ts";

const ROOT = new URL("../", import.meta.url);
const LOCK = new URL("deno.lock", ROOT);
/** Says for which lock file node_modules is complete. */
const MARK = new URL("node_modules/.perpetuo_installed", ROOT);
const TELL_EVERY_MS = 2_000;

/**
 * Makes node_modules what deno.lock says, and takes a millisecond when it is that already. Left to itself Deno looks
 * through every package at each start, which takes longer than all the rest: `task start` tells it not to, and looks here.
 * Throws StartFault when npm cannot be reached, with what the installation said last.
 */
export async function ensureInstalled(onProgress: (line: string) => void): Promise<void> {
  const wanted = fingerprint();
  if (readOrNull(MARK) === wanted) return;
  onProgress("Installing from npm");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["install", "--frozen"],
    cwd: ROOT,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const said = await follow(child.stderr, onProgress);
  if (!(await child.status).success) {
    throw new StartFault(
      `Installing from npm failed: ${said}. Check the connection to the npm registry and start again.`,
    );
  }
  Deno.writeTextFileSync(MARK, wanted);
}

/** A lock file is good for one version of Deno: the layout of node_modules is that version's own. */
function fingerprint(): string {
  return createHash("sha256").update(Deno.readFileSync(LOCK)).update(Deno.version.deno).digest("hex");
}

/** Tells now and then how many packages have come; resolves to the last thing said that looks like an error. */
async function follow(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
  onProgress: (line: string) => void,
): Promise<string> {
  let packages = 0;
  let complaint = "it said nothing";
  let rest = "";
  const timer = setInterval(() => {
    if (packages > 0) onProgress(`Installing from npm: ${packages} packages downloaded`);
  }, TELL_EVERY_MS);
  try {
    for await (const text of output.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        if (line.startsWith("Download ")) packages++;
        if (/^error/i.test(line)) complaint = line.replace(/^error:?\s*/i, "").replace(/\.$/, "");
      }
    }
  } finally {
    clearInterval(timer);
  }
  return complaint;
}

function readOrNull(url: URL): string | null {
  try {
    return Deno.readTextFileSync(url);
  } catch {
    return null;
  }
}
