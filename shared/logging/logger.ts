/** What is told beside an event's name: JSON-like values; errors may be given as they are. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Writes down what happened, one event a line.
 *
 * `event` is a constant in snake_case (`revision_refused`), so that it can be searched and counted; everything that varies
 * is a field. Fields and texts are redacted by the implementation. Never throws: a log must not break what it tells of.
 */
export interface Logger {
  /** Whether events of the normal course are written, so that nothing need be made of one that is not. Left out: they are. */
  readonly tellsInfo?: boolean;
  /** The normal course of things. */
  info(event: string, fields?: LogFields): void;
  /** Something is off, and the service still does its job. */
  warn(event: string, fields?: LogFields): void;
  /** Somebody lost something, or somebody must act. */
  error(event: string, fields?: LogFields): void;
}
