import process from "node:process";
import { ProviderDouble } from "./provider_double.ts";

/** The provider's double in a process of its own, whose end takes along what aimock leaves running. */
export class ProviderDoubleProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  /** Where it listens. */
  readonly url: string;

  private constructor(child: Deno.ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(): Promise<ProviderDoubleProcess> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", import.meta.filename!],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    let printed = "";
    const decoder = new TextDecoder();
    const reader = child.stdout.getReader();
    while (!printed.includes("\n")) {
      const { value, done } = await reader.read();
      if (done) throw new Error("The provider's double did not start.");
      printed += decoder.decode(value, { stream: true });
    }
    await reader.cancel();
    return new ProviderDoubleProcess(child, printed.trim());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }
}

if (import.meta.main) {
  const double = await ProviderDouble.start();
  console.log(double.url);
  // Whoever started it may have died without a word.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || Deno.exit(), 1_000);
}
