/** A start that cannot go on for reasons that its operator can mend: clear sentences, to be printed without a stack. */
export class InstallationFault extends Error {
  override readonly name = "InstallationFault";

  constructor(readonly problems: readonly string[]) {
    super(problems.join(" "));
  }
}
