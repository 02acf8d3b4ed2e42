import { AVAILABLE_PROVIDER_KINDS } from "../shared/contracts/provider_kind.ts";
import type { Blemish } from "./hygiene.ts";

/** What the check looks at, so that a test can make it up. */
export interface ProviderTree {
  /** Every file of the repository, from its root. */
  paths: readonly string[];
  /** What `gateway/providers/registry.ts` says. */
  registry: string;
  /** Default the kinds that can be called. */
  kinds?: readonly string[];
}

/**
 * What is missing from wires and providers: all wires have the same files, all providers too, so that who knows one finds
 * their way in every other. A wire that has truly no use for a file says so in `LACKING`.
 */
export function findProviderGaps({ paths, registry, kinds = AVAILABLE_PROVIDER_KINDS }: ProviderTree): Blemish[] {
  const known = new Set(paths);
  const wires = foldersIn("gateway/wires", paths).filter((wire) => wire !== "testing");
  const providers = foldersIn("gateway/providers", paths);
  return [
    ...wires.flatMap((wire) => wireGaps(wire, known)),
    ...Object.keys(LACKING).filter((wire) => !wires.includes(wire)).map((wire) => stale(wire)),
    ...providers.flatMap((provider) => providerGaps(provider, known, registry)),
    ...kinds.filter((kind) => !providers.includes(kind)).map((kind) =>
      gap(`gateway/providers/${kind}`, "is missing, though providers of this kind can be made")
    ),
  ];
}

const WIRE_FILES = ["wire.ts", "request.ts", "response.ts", "stream.ts", "usage.ts", "errors.ts"];
const PROVIDER_FILES = ["definition.ts", "endpoint.ts"];

/** Streams to replay: recorded ones, or our own. */
const REPLAYS = "recordings_test.ts or testdata/";

/** What a wire lacks, and why. */
const LACKING: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  openai_embeddings: {
    "stream.ts": "embeddings are not streamed",
    "errors.ts": "its errors are those of wires/openai_chat",
    [REPLAYS]: "there is no stream to replay; wire_test.ts holds whole answers",
  },
  gemini_embeddings: {
    "stream.ts": "embeddings are not streamed",
    "errors.ts": "its errors are those of wires/gemini",
    [REPLAYS]: "there is no stream to replay; wire_test.ts holds whole answers",
  },
  anthropic_count_tokens: {
    "stream.ts": "counts are not streamed",
    "usage.ts": "a count uses no tokens",
    "errors.ts": "its errors are those of wires/anthropic_messages",
    [REPLAYS]: "there is no stream to replay; wire_test.ts holds whole answers",
  },
};

function wireGaps(wire: string, known: ReadonlySet<string>): Blemish[] {
  const folder = `gateway/wires/${wire}`;
  const isThere = (file: string) => known.has(`${folder}/${file}`);
  const hasReplays = isThere("recordings_test.ts") ||
    [...known].some((path) => path.startsWith(`${folder}/testdata/`));
  const present = new Map([
    ...WIRE_FILES.map((file) => [file, isThere(file)] as const),
    [REPLAYS, hasReplays] as const,
  ]);
  return [...present].flatMap(([file, is]) => {
    const why = LACKING[wire]?.[file];
    if (!is && why === undefined) return [gap(folder, `has no ${file}, which every wire has`)];
    return is && why !== undefined ? [gap(folder, `has ${file}, which it is said to lack because ${why}`)] : [];
  });
}

function providerGaps(provider: string, known: ReadonlySet<string>, registry: string): Blemish[] {
  const folder = `gateway/providers/${provider}`;
  const missing = PROVIDER_FILES.filter((file) => !known.has(`${folder}/${file}`))
    .map((file) => gap(folder, `has no ${file}, which every provider has`));
  const isRegistered = registry.includes(`"./${provider}/definition.ts"`);
  return isRegistered ? missing : [...missing, gap(folder, "is not in gateway/providers/registry.ts")];
}

function stale(wire: string): Blemish {
  return gap(`gateway/wires/${wire}`, "is said to lack files, and is not there");
}

/** The folders directly in `parent`. */
function foldersIn(parent: string, paths: readonly string[]): string[] {
  const inside = paths.filter((path) => path.startsWith(`${parent}/`)).map((path) => path.slice(parent.length + 1));
  return [...new Set(inside.filter((path) => path.includes("/")).map((path) => path.split("/")[0]!))].sort();
}

function gap(path: string, reason: string): Blemish {
  return { path, line: 0, reason };
}
