import { JsonLinesLogger } from "../../logging/json_lines_logger.ts";
import { writeToStandardOutput } from "../../logging/standard_output.ts";
import { systemClock } from "../../time/clock.ts";
import { EnduringServer } from "../enduring_server.ts";

// A server in a process of its own, for a test that takes all of that process's descriptors.
const logger = new JsonLinesLogger({ write: writeToStandardOutput, clock: systemClock, base: {}, level: "info" });
const server = new EnduringServer({
  hostname: "127.0.0.1",
  port: 0,
  handler: () => new Response("hi"),
  clock: systemClock,
  logger,
});
console.log(`listening ${server.addr.port}`);
