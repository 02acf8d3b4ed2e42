/** A start that cannot go on for a reason the user can mend: one clear sentence, printed without a stack, exit code 1. */
export class StartFault extends Error {
  override readonly name = "StartFault";
}
