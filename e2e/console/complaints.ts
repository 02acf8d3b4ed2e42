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
    // The browser's own doing, when a page is left or closes a live tail; a server's failure has another name.
    if (reason !== "net::ERR_ABORTED") complaints.push(`${reason}: ${lineOf(request)}`);
  });
  context.on("response", (response: Response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${lineOf(response.request())}`);
  });
  return complaints;
}

const POLICY_VIOLATION = "Content security policy violated:";

function lineOf(request: Request): string {
  return `${request.method()} ${new URL(request.url()).pathname}`;
}
