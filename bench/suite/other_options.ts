import type { OtherGateway } from "./parties/other.ts";
import { RESERVED_NAMES } from "./party_names.ts";

/** Reads `--other`, `--other-header` and `--other-model`; throws a TypeError with a sentence where one is wrong. */
export function readOthers(
  { others, headers, models }: { others: string[]; headers: string[]; models: string[] },
): OtherGateway[] {
  const gateways = others.map(readOther);
  const named = (name: string, option: string) => {
    const found = gateways.find((gateway) => gateway.name === name);
    if (found === undefined) throw new TypeError(`--${option}: no --other is called ${name}`);
    return found;
  };
  for (const text of headers) {
    const { name, header, value } = /^(?<name>[^=]+)=(?<header>[^:\s]+):\s*(?<value>.+)$/.exec(text)?.groups ??
      fail("other-header", "NAME=Header: value");
    named(name!, "other-header").headers[header!.toLowerCase()] = value!;
  }
  for (const text of models) {
    const { name, model } = /^(?<name>[^=]+)=(?<model>.+)$/.exec(text)?.groups ?? fail("other-model", "NAME=MODEL");
    named(name!, "other-model").model = model!;
  }
  return gateways;
}

function readOther(text: string): OtherGateway {
  const { name, url, command } = /^(?<name>[^=]+)=(?<url>[^=]+)=(?<command>.*)$/s.exec(text)?.groups ??
    fail("other", "NAME=URL=START COMMAND");
  const port = /^http:\/\/(127\.0\.0\.1|localhost):(\d+|\{port\})(\/|$)/;
  if (!port.test(url!)) {
    throw new TypeError("--other: the URL begins with http://127.0.0.1:PORT, or {port} in its place");
  }
  if (RESERVED_NAMES.includes(name!)) throw new TypeError(`--other: ${name} is the name of another party`);
  return { name: name!, url: url!, command: command!.trim(), headers: {}, model: "gpt-4o-mini" };
}

function fail(option: string, form: string): never {
  throw new TypeError(`--${option}: expected '${form}'`);
}
