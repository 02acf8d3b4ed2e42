/** What a command may reach of the world around it. */
export interface Terminal {
  /** An environment variable; undefined where it is not set, or not allowed to be read. */
  variable(name: string): string | undefined;
  /** A file's text; `-` is the standard input. */
  read(path: string): Promise<string>;
  /** Writes a line to the standard output. */
  print(line: string): void;
  /** Writes a line to the standard error. */
  warn(line: string): void;
  /** Whether output may be coloured: a terminal shows it, and NO_COLOR is not set. */
  readonly colours: boolean;
  /** Asks yes or no; null where nobody is there to answer. */
  confirm(question: string): boolean | null;
  fetch: typeof fetch;
}

/** An expected end of a command, told in a sentence; the exit code is 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** 0: done, or nothing differs; 1: it failed; 2: something differs. */
export type ExitCode = 0 | 1 | 2;

/** The real one. */
export function systemTerminal(): Terminal {
  return {
    variable: (name) => Deno.env.get(name),
    read: (path) => path === "-" ? new Response(Deno.stdin.readable).text() : Deno.readTextFile(path),
    print: (line) => console.log(line),
    warn: (line) => console.error(line),
    colours: Deno.stdout.isTerminal() && !Deno.env.get("NO_COLOR"),
    confirm: (question) => Deno.stdin.isTerminal() && Deno.stdout.isTerminal() ? confirm(question) : null,
    fetch,
  };
}
