import type { LogFields, Logger } from "../logger.ts";

/** Keeps events for a test to look at. */
export class MemoryLogger implements Logger {
  readonly events: { level: "info" | "warn" | "error"; event: string; fields: LogFields }[] = [];

  info(event: string, fields: LogFields = {}): void {
    this.events.push({ level: "info", event, fields });
  }

  warn(event: string, fields: LogFields = {}): void {
    this.events.push({ level: "warn", event, fields });
  }

  error(event: string, fields: LogFields = {}): void {
    this.events.push({ level: "error", event, fields });
  }

  /** The names of the events of a level, in order. */
  names(level: "info" | "warn" | "error"): string[] {
    return this.events.filter((told) => told.level === level).map((told) => told.event);
  }
}
