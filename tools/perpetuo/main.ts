import { runCommand } from "./run_command.ts";
import { systemTerminal } from "./terminal.ts";

if (import.meta.main) Deno.exit(await runCommand(Deno.args, systemTerminal()));
