/** Holds the normal course of things back from the terminal until the banner stands; warnings and errors come through. */
export class QuietStart {
  readonly #write: (line: string) => void;
  #quiet = true;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  readonly write = (line: string): void => {
    if (this.#quiet && line.includes('"level":"info"')) return;
    this.#write(line);
  };

  end(): void {
    this.#quiet = false;
  }
}
