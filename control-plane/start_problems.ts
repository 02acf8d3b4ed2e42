import { SchemaEngineError } from "../prisma/engine/schema_engine.ts";
import type { ControlPlaneConfig } from "./config.ts";
import { InstallationFault } from "./seeding/installation_fault.ts";

/** Why a start failed, in sentences for the operator; null for what only a developer can make sense of. */
export function startProblems(
  error: unknown,
  { host, port }: Pick<ControlPlaneConfig, "host" | "port">,
): string[] | null {
  if (error instanceof InstallationFault) return [...error.problems];
  if (error instanceof SchemaEngineError) return [`The database cannot be used: ${error.message}`];
  if (error instanceof Deno.errors.AddrInUse) {
    return [`Port ${port} is taken. End what listens there, or set CONTROL_PLANE_PORT to another one.`];
  }
  if (error instanceof Deno.errors.AddrNotAvailable) return [`HOST is ${host}, which is no address of this machine.`];
  return null;
}
