import type { BrowserContext, Request, Response } from "playwright-core";

/** Notes what goes wrong in any tab of a profile, as lines of text, from now on. */
export async function watchComplaints(context: BrowserContext): Promise<string[]> {
  const complaints: string[] = [];
  // Beyond the reach of the pages' own policy, which it reports on.
  await context.addInitScript((prefix) => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber, sample }) => {
      console.error(`${prefix} ${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber} ${sample}`);
    });
  }, POLICY_VIOLATION);
  context.on("console", (message) => {
    const type = message.type();
    if (type !== "error" && type !== "warning") return;
    complaints.push(`console ${type}: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => complaints.push(`page error: ${error.error().stack ?? error.error()}`));
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "failed";
    if (reason === "net::ERR_ABORTED" && isLeftWithPage(request)) return;
    complaints.push(`${reason}: ${lineOf(request)}`);
  });
  context.on("response", (response: Response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${lineOf(response.request())}`);
  });
  return complaints;
}

const POLICY_VIOLATION = "Content security policy violated:";

/** The live tail ends with its connection, and the icon is not waited for by anybody who goes on to another page. */
function isLeftWithPage(request: Request): boolean {
  const isStream = request.headers()["accept"]?.includes("text/event-stream") ?? false;
  return isStream || new URL(request.url()).pathname === "/favicon.svg";
}

function lineOf(request: Request): string {
  return `${request.method()} ${new URL(request.url()).pathname}`;
}
