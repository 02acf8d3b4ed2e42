import type { Clock } from "../time/clock.ts";
import type { LogLevel } from "./log_level.ts";
import type { LogFields, Logger } from "./logger.ts";
import { redactFields } from "./redaction.ts";

/** Writes events as JSON, a line each: `{"time", "level", "event", …fields}`, redacted. */
export class JsonLinesLogger implements Logger {
  readonly #write: (line: string) => void;
  readonly #clock: Pick<Clock, "now">;
  readonly #base: LogFields;
  readonly #least: number;

  /**
   * `write` gets whole lines with their newline; `base` is told with every event (deployable, instance);
   * `level`: the least that is written, default `info`.
   */
  constructor(
    options: { write: (line: string) => void; clock: Pick<Clock, "now">; base?: LogFields; level?: LogLevel },
  ) {
    this.#write = options.write;
    this.#clock = options.clock;
    this.#base = options.base ?? {};
    this.#least = LEVELS[options.level ?? "info"];
  }

  info(event: string, fields?: LogFields): void {
    this.#log("info", event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#log("warn", event, fields);
  }

  error(event: string, fields?: LogFields): void {
    this.#log("error", event, fields);
  }

  #log(level: LogLevel, event: string, fields: LogFields = {}): void {
    if (LEVELS[level] < this.#least) return;
    try {
      const time = new Date(this.#clock.now()).toISOString();
      const head = { time, level, event };
      // First for the reader's eye, and last so that no field takes their place.
      this.#write(JSON.stringify(Object.assign({}, head, this.#base, redactFields(fields), head)) + "\n");
    } catch {
      // A full disk or a closed pipe behind standard output; there is nowhere left to tell of it.
    }
  }
}

const LEVELS: Readonly<Record<LogLevel, number>> = { info: 0, warn: 1, error: 2 };
