import { findOnPath } from "../../../testing/apt_program.ts";

/** The cores of what is measured, as taskset names them; null: any. */
let partyCores: string | null = null;

/**
 * From now on what is measured runs on the last core, and this process with everything else that it starts on the others.
 * Throws with a reason where that cannot be.
 */
export async function pinToCores(): Promise<void> {
  const count = navigator.hardwareConcurrency;
  if (count < 2) throw new Error("--pin: there is only one core.");
  if (findOnPath("taskset") === null) throw new Error("--pin needs taskset. On Debian: apt-get install util-linux");
  // Of all threads: what they start inherits it.
  const args = ["--all-tasks", "--cpu-list", "--pid", `0-${count - 2}`, String(Deno.pid)];
  const { success, stderr } = await new Deno.Command("taskset", { args, stdin: "null", stdout: "null" }).output();
  if (!success) throw new Error(`--pin: ${new TextDecoder().decode(stderr).trim()}`);
  partyCores = String(count - 1);
}

/** The command of something that is measured, as it is run. */
export function partyCommand(command: readonly string[]): string[] {
  return partyCores === null ? [...command] : ["taskset", "--cpu-list", partyCores, ...command];
}
