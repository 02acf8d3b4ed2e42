import { z } from "zod";
import { host, httpUrl, port } from "../shared/environment/environment_fields.ts";
import { readEnvironment } from "../shared/environment/read_environment.ts";

/** What the environment says to the console, checked. */
export interface ConsoleConfig {
  /** The address to listen on. Default `0.0.0.0`. */
  host: string;
  /** Default 3000; 0 takes a free one. */
  port: number;
  /** Where this process reaches the control plane, without a slash at its end. Default `http://localhost:4000`. */
  controlPlaneUrl: string;
  /** Where this process reaches the gateway, without a slash at its end. Default `http://localhost:8787`. */
  gatewayUrl: string;
  /** Where browsers reach this console. Default localhost with the port. */
  publicUrl: string;
  /** Where applications reach the gateway: shown in snippets. Default `http://localhost:8787`. */
  publicGatewayUrl: string;
  /** What the control plane says to sign-ups, so that the pages can say it first. Default `invite`, as there. */
  signup: "open" | "invite" | "off";
}

/** Reads the environment; every problem is a sentence that names its variable. */
export function readConsoleConfig(
  environment: Readonly<Record<string, string | undefined>>,
): { ok: true; config: ConsoleConfig } | { ok: false; problems: string[] } {
  const read = readEnvironment(variables, environment);
  if (!read.ok) return read;
  const { value } = read;
  return {
    ok: true,
    config: {
      host: value.HOST,
      port: value.CONSOLE_PORT,
      controlPlaneUrl: value.CONTROL_PLANE_URL ?? `http://localhost:${value.CONTROL_PLANE_PORT}`,
      gatewayUrl: value.GATEWAY_URL ?? `http://localhost:${value.GATEWAY_PORT}`,
      publicUrl: value.PUBLIC_CONSOLE_URL ?? `http://localhost:${value.CONSOLE_PORT}`,
      publicGatewayUrl: value.PUBLIC_GATEWAY_URL ?? `http://localhost:${value.GATEWAY_PORT}`,
      signup: value.SIGNUP,
    },
  };
}

/** The variables and what they mean, for `--help`. */
export const CONSOLE_VARIABLES: readonly (readonly [name: string, meaning: string])[] = [
  ["CONTROL_PLANE_URL", "where this process reaches the control plane, default http://localhost:4000"],
  ["GATEWAY_URL", "where this process reaches the gateway, default http://localhost:8787"],
  ["PUBLIC_CONSOLE_URL", "where browsers reach the console, default http://localhost:3000"],
  ["PUBLIC_GATEWAY_URL", "where applications reach the gateway, default http://localhost:8787"],
  ["HOST", "address to listen on, default 0.0.0.0"],
  ["CONSOLE_PORT", "default 3000"],
  ["SIGNUP", "open, invite (default) or off: as the control plane has it, so that the pages say so"],
];

const variables = z.object({
  HOST: host(),
  CONSOLE_PORT: port(3_000),
  // The neighbours' ports, where they run on this machine with their defaults changed.
  CONTROL_PLANE_PORT: port(4_000),
  GATEWAY_PORT: port(8_787),
  CONTROL_PLANE_URL: httpUrl().optional(),
  GATEWAY_URL: httpUrl().optional(),
  PUBLIC_CONSOLE_URL: httpUrl().optional(),
  PUBLIC_GATEWAY_URL: httpUrl().optional(),
  SIGNUP: z.enum(["open", "invite", "off"], "must be open, invite or off").default("invite"),
});

/** Every variable that is read: what the process needs permission for. */
export const CONSOLE_VARIABLE_NAMES: readonly string[] = Object.keys(variables.shape);
