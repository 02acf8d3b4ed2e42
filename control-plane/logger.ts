/** Writes structured log events; fields never hold a secret, and of a tenant only its ids. */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** `fields.error` may be an Error: its stack is written. */
  error(event: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** A logger that writes one line of JSON an event. */
export function jsonLogger(write: (line: string) => void, now: () => number): Logger {
  const log = (level: string) => (event: string, fields: LogFields = {}) => {
    write(JSON.stringify({ ts: new Date(now()).toISOString(), level, event, ...fields }, replaceErrors));
  };
  return { info: log("info"), warn: log("warn"), error: log("error") };
}

/** A logger that writes nothing. */
export const silentLogger: Logger = { info() {}, warn() {}, error() {} };

/** Errors have no enumerable properties and would be written as `{}`. */
function replaceErrors(_key: string, value: unknown): unknown {
  if (value instanceof Error) return { name: value.name, stack: value.stack, cause: value.cause };
  return typeof value === "bigint" ? value.toString() : value;
}
