import { StartFault } from "./start_fault.ts";

/** Makes sure that ports are free before anything is started for them. Throws StartFault for the first that is not. */
export function checkPorts(hostname: string, ports: Readonly<Record<string, number>>): void {
  const variables = new Map<number, string>();
  for (const [variable, port] of Object.entries(ports)) {
    if (port === 0) continue;
    const other = variables.get(port);
    if (other) throw new StartFault(`${other} and ${variable} are both ${port}. Set one of them to another port.`);
    variables.set(port, variable);
    checkPort(hostname, port, variable);
  }
}

/** What a failure to listen means to whoever starts this; null when it is something else. */
function portFault(error: unknown, { hostname, port, variable }: Listening): StartFault | null {
  if (error instanceof Deno.errors.AddrInUse) {
    return new StartFault(
      `Port ${port} is taken by another program. End that one, or set ${variable} to another port.`,
      { cause: error },
    );
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return new StartFault(`HOST is ${hostname}, which is no address of this machine.`, { cause: error });
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return new StartFault(
      `This user may not listen on port ${port}. Set ${variable} to a port above 1023.`,
      { cause: error },
    );
  }
  return null;
}

interface Listening {
  hostname: string;
  port: number;
  variable: string;
}

function checkPort(hostname: string, port: number, variable: string): void {
  try {
    Deno.listen({ hostname, port }).close();
  } catch (error) {
    throw portFault(error, { hostname, port, variable }) ?? error;
  }
}
