import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { Command } from "./command.ts";
import { matchCommands } from "./match_commands.ts";

const command = (group: Command["group"], title: string, words?: string): Command => ({
  group,
  title,
  ...(words && { words }),
  to: { kind: "link", href: "/" },
});

const COMMANDS = [
  command("Pages", "Logs"),
  command("Pages", "Routes"),
  command("Pages", "API keys"),
  command("Pages", "Service accounts"),
  command("Actions", "New route"),
  command("Actions", "Theme: dark", "colours"),
  command("Routes", "canary"),
];

test("matchCommands() finds by letters in order and puts the best first", () => {
  const titles = (text: string) => matchCommands(COMMANDS, text, 10).map(({ command }) => command.title);
  const table: Record<string, string[]> = {
    "logs": ["Logs"],
    "rts": ["Routes", "Service accounts"],
    "sa": ["Service accounts"],
    "new r": ["New route"],
    "colour": ["Theme: dark"],
    "ACC": ["Service accounts"],
    "keys api": ["API keys"],
    "zzz": [],
  };
  for (const [text, expected] of Object.entries(table)) assert.deepEqual(titles(text), expected, text);
  // What the word begins goes before what has it inside, and a group finds what is in it.
  assert.deepEqual(titles("route"), ["Routes", "New route", "canary"]);
});

test("matchCommands() gives all in their order when nothing is typed, and no more than are asked for", () => {
  assert.deepEqual(matchCommands(COMMANDS, "  ", 2).map(({ command }) => command.title), ["Logs", "Routes"]);
  assert.deepEqual(matchCommands(COMMANDS, "ap", 1)[0]!.marked, [0, 1]);
});
