import type { Clock } from "../time/clock.ts";
import type { LogLevel } from "./log_level.ts";
import type { LogFields, Logger } from "./logger.ts";
import { redactFields } from "./redaction.ts";

/** Writes events as JSON, a line each: `{"time", "level", "event", …fields}`, redacted. */
export class JsonLinesLogger implements Logger {
  readonly #write: (line: string, level: LogLevel) => void;
  readonly #clock: Pick<Clock, "now">;
  readonly #base: LogFields;
  /** `base` as it stands in a line, behind the head. */
  readonly #baseText: string;
  readonly #ownNames: ReadonlySet<string>;
  readonly #least: number;

  /**
   * `write` gets whole lines with their newline, and the level of each; `base` is told with every event (deployable, instance);
   * `level`: the least that is written, default `info`.
   */
  constructor(
    options: {
      write: (line: string, level: LogLevel) => void;
      clock: Pick<Clock, "now">;
      base?: LogFields;
      level?: LogLevel;
    },
  ) {
    this.#write = options.write;
    this.#clock = options.clock;
    this.#base = options.base ?? {};
    this.#baseText = membersOf(this.#base);
    this.#ownNames = new Set(["time", "level", "event", ...Object.keys(this.#base)]);
    this.#least = LEVELS[options.level ?? "info"];
  }

  get tellsInfo(): boolean {
    return this.#least <= LEVELS.info;
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
      this.#write(this.#line({ time, level, event }, redactFields(fields)), level);
    } catch {
      // A full disk or a closed pipe behind standard output; there is nowhere left to tell of it.
    }
  }

  #line(head: { time: string; level: LogLevel; event: string }, fields: LogFields): string {
    for (const name in fields) {
      if (!this.#ownNames.has(name)) continue;
      // First for the reader's eye, and last so that no field takes their place.
      return JSON.stringify(Object.assign({}, head, this.#base, fields, head)) + "\n";
    }
    const { time, level, event } = head;
    return `{"time":"${time}","level":"${level}","event":${JSON.stringify(event)}${this.#baseText}${
      membersOf(fields)
    }}\n`;
  }
}

/** What stands between the braces of an object's JSON, a comma before it; nothing of an empty one. */
function membersOf(fields: LogFields): string {
  const text = JSON.stringify(fields);
  return text === "{}" ? "" : `,${text.slice(1, -1)}`;
}

const LEVELS: Readonly<Record<LogLevel, number>> = { info: 0, warn: 1, error: 2 };
