import type { GatewayDependencies } from "../pipeline/dependencies.ts";
import { Gateway } from "../pipeline/gateway.ts";
import { routeRequest } from "./router.ts";

/** The gateway as a server's handler, and what its process must know to stop it well. */
export interface GatewayHandler {
  (request: Request, info?: unknown): Response | Promise<Response>;
  /** Requests received and not yet on record. */
  readonly inFlight: number;
  /** Requests that came since `draining()`, and were turned away. */
  readonly turnedAway: number;
  /** From now on every answer closes its connection; requests are answered as ever. */
  leaving(): void;
  /** From now on `/readyz` says 503 and new requests are turned away; those in flight go on. */
  draining(): void;
  /** Breaks off the requests that are in flight, each with its record, and those that are still to come. */
  cuttingOff(): void;
  /** Resolves when no request is in flight: everything that will be recorded is with the record log. */
  idle(): Promise<void>;
  /** Stops every timer; call it after the server has stopped. */
  close(): void;
}

/** Makes the handler for `Deno.serve`. */
export function gatewayHandler(dependencies: GatewayDependencies): GatewayHandler {
  const gateway = new Gateway(dependencies);
  const handle = (request: Request) => routeRequest(gateway, request);
  const controls = {
    leaving: () => gateway.startLeaving(),
    draining: () => gateway.startDraining(),
    cuttingOff: () => gateway.startCuttingOff(),
    idle: () => gateway.idle(),
    close: () => gateway.wheel.close(),
  };
  return Object.defineProperties(Object.assign(handle, controls), {
    inFlight: { get: () => gateway.inFlight },
    turnedAway: { get: () => gateway.turnedAway },
  }) as GatewayHandler;
}
