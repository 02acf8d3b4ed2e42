/** A gateway cannot start for a reason that its operator can mend: `message` is one sentence that says how. */
export class GatewayStartFault extends Error {
  override readonly name = "GatewayStartFault";
}
