import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { ManualClock } from "../time/manual_clock.ts";
import { JsonLinesLogger } from "./json_lines_logger.ts";

test("JsonLinesLogger() writes one line of JSON an event, redacted", () => {
  const lines: string[] = [];
  const logger = new JsonLinesLogger({
    write: (line) => lines.push(line),
    clock: new ManualClock(0),
    base: { instance: "i" },
  });
  logger.info("started", { port: 8787, redis: "redis://u:p@host:6379" });
  logger.warn("odd", { text: "two\nlines" });
  logger.error("failed", { error: new Error("no") });
  assert.equal(
    lines[0],
    '{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"started","instance":"i","port":8787,"redis":"redis://[redacted]@host:6379"}\n',
  );
  assert.equal(lines[1]!.trimEnd().split("\n").length, 1);
  assert.equal(JSON.parse(lines[2]!).error.message, "no");
});

test("JsonLinesLogger() tells whether it writes events of the normal course", () => {
  for (const [level, tellsInfo] of [["info", true], ["warn", false], ["error", false]] as const) {
    const lines: string[] = [];
    const logger = new JsonLinesLogger({ write: (line) => lines.push(line), clock: new ManualClock(0), level });
    logger.info("started");
    assert.deepEqual([logger.tellsInfo, lines.length > 0], [tellsInfo, tellsInfo]);
  }
});

test("JsonLinesLogger() lets no field pass for the event, its level or its time", () => {
  const lines: string[] = [];
  const logger = new JsonLinesLogger({ write: (line) => lines.push(line), clock: new ManualClock(0) });
  logger.info("real", { event: "forged", level: "error", time: "never" });
  assert.deepEqual(JSON.parse(lines[0]!), { time: "1970-01-01T00:00:00.000Z", level: "info", event: "real" });
});

test("JsonLinesLogger() does not throw when its output is gone or a field cannot be written", () => {
  const logger = new JsonLinesLogger({
    write: () => {
      throw new Deno.errors.BrokenPipe("gone");
    },
    clock: new ManualClock(),
  });
  logger.info("unheard", { toJSON: () => 1, getter: Object.create(null) });
});
