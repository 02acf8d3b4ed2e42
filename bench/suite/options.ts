import { parseArgs } from "node:util";
import { readOthers } from "./other_options.ts";
import type { OtherGateway } from "./parties/other.ts";
import type { SectionName } from "./section.ts";

/** What the command line says. */
export interface Options {
  help: boolean;
  /** The sections to measure. */
  only: SectionName[];
  rounds: number;
  /** Whether everybody is measured in every round. */
  full: boolean;
  /** How long one load lasts. */
  seconds: number;
  pin: boolean;
  /** Whether Portkey takes part. */
  portkey: boolean;
  others: OtherGateway[];
  gate: boolean;
  markdown: boolean;
  jsonFile: string | null;
}

export const HELP = `Measures the gateway side by side with others, and shows ratios of one run.

Usage: deno task bench [--full] [--only SECTION[,SECTION]] [--rounds N] [--seconds N] [--pin]
                       [--no-portkey] [--other NAME=URL=COMMAND [--other-header ...] [--other-model ...]]
                       [--json FILE] [--markdown] [--gate] [--help]

  --only SECTION  whole, streams, memory, keys or processes; default: all of them
  --rounds N      how often each party is measured, 1 to 99; default 3, with --full 9
  --seconds N     how long one load lasts, 1 to 60; default 2, with --full 5
  --full          more and longer rounds, in each of which everybody takes part, Portkey and others too
  --pin           what is measured runs on the last core, everything else on the others
  --no-portkey    leaves Portkey out, which npm else installs at first use
  --other 'NAME=URL=START COMMAND'
                  one more gateway; its URL is on 127.0.0.1, /v1/chat/completions is asked behind it. In URL, command and
                  headers {port} stands for a free port and {upstream} for the provider's base URL. May be repeated.
                  Without a command it must be running already, and what it costs is not known.
  --other-header 'NAME=Header: value'
                  sent to it with every request; may be repeated
  --other-model NAME=MODEL
                  what it is asked for, default gpt-4o-mini
  --json FILE     writes every sample and figure there
  --markdown      prints the tables in Markdown
  --gate          exit code 1 when a gate is missed or cannot be judged

Needs Linux, a C compiler and wrk; nginx, Node and npm where there are to be comparisons. What is built or installed is
kept in the data directory (PERPETUO_DATA_DIR, default .perpetuo).`;

const SECTIONS: readonly SectionName[] = ["whole", "streams", "memory", "keys", "processes"];

/** Reads the arguments; throws a TypeError with a sentence where they are wrong. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: "boolean", default: false },
      full: { type: "boolean", default: false },
      only: { type: "string", default: SECTIONS.join() },
      rounds: { type: "string" },
      seconds: { type: "string" },
      pin: { type: "boolean", default: false },
      "no-portkey": { type: "boolean", default: false },
      other: { type: "string", multiple: true, default: [] },
      "other-header": { type: "string", multiple: true, default: [] },
      "other-model": { type: "string", multiple: true, default: [] },
      gate: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      json: { type: "string" },
    },
  });
  return {
    help: values.help,
    only: values.only.split(",").map(sectionName),
    rounds: wholeNumber("rounds", values.rounds ?? (values.full ? "9" : "3"), 99),
    seconds: wholeNumber("seconds", values.seconds ?? (values.full ? "5" : "2"), 60),
    full: values.full,
    pin: values.pin,
    portkey: !values["no-portkey"],
    others: readOthers({
      others: values.other,
      headers: values["other-header"],
      models: values["other-model"],
    }),
    gate: values.gate,
    markdown: values.markdown,
    jsonFile: values.json ?? null,
  };
}

function sectionName(text: string): SectionName {
  const found = SECTIONS.find((name) => name === text.trim());
  if (found === undefined) throw new TypeError(`--only: ${text} is none of ${SECTIONS.join(", ")}`);
  return found;
}

function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new TypeError(`--${name}: expected a whole number from 1 to ${max}`);
  }
  return value;
}
