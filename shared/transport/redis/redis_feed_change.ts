import { z } from "zod";
import type { RevisionChange } from "../config_feed.ts";
import type { CredentialChange } from "../credential_feed.ts";
import type { ApiKeyChange } from "../key_directory.ts";

/** How many changes the feed's stream keeps, about; a reader further behind must read everything again. */
const CHANGES_MAX = 10_000;

/**
 * Lua that every script which changes the feed begins with: `announce(stream, kind, tenantId, id, version)`. Each entry
 * names the one before it, so that a reader sees whether it missed any, whatever became of the stream in between.
 */
export const ANNOUNCE_LUA = `
local function announce(stream, kind, tenantId, id, version)
  local previous = '0-0'
  if redis.call('EXISTS', stream) == 1 then
    local info = redis.call('XINFO', 'STREAM', stream)
    for i = 1, #info, 2 do
      if info[i] == 'last-generated-id' then previous = info[i + 1] end
    end
  end
  redis.call('XADD', stream, 'MAXLEN', '~', ${CHANGES_MAX}, '*', 'previous', previous, 'kind', kind,
    'tenantId', tenantId, 'id', id, 'version', version)
end
`;

/** One entry of the feed's stream of changes, as a watcher of its kind is told it. */
export type FeedChange =
  | { kind: "revision"; change: RevisionChange }
  | { kind: "credential"; change: CredentialChange }
  | { kind: "key"; change: ApiKeyChange }
  /** The feed was filled anew: everything may have changed. */
  | { kind: "epoch" };

export interface FeedChangeEntry {
  entryId: string;
  /** The entry before this one; `0-0` for the stream's first. */
  previous: string;
  /** Null for a kind that a newer build writes. */
  change: FeedChange | null;
}

const streamEntry = z.tuple([z.string(), z.array(z.string())]);
/** What XREAD answers for one stream: nothing, or its name and entries. */
const readReply = z.array(z.tuple([z.string(), z.array(streamEntry)])).nullable();
const changeFields = z.object({
  previous: z.string(),
  kind: z.string(),
  tenantId: z.string(),
  id: z.string(),
  version: z.coerce.number().int(),
});

/** Reads XREAD's reply on the stream of changes. */
export function parseFeedChanges(reply: unknown): FeedChangeEntry[] {
  return (readReply.parse(reply)?.[0]?.[1] ?? []).map(([entryId, flat]) => {
    const fields = changeFields.safeParse(pairs(flat));
    // An entry that cannot be read has no known predecessor either: its reader starts again with a resync.
    if (!fields.success) return { entryId, previous: "", change: null };
    return { entryId, previous: fields.data.previous, change: toChange(fields.data) };
  });
}

function toChange({ kind, tenantId, id, version }: z.infer<typeof changeFields>): FeedChange | null {
  switch (kind) {
    case "revision":
      return { kind, change: { tenantId, number: version, hash: id } };
    case "credential":
      return { kind, change: { tenantId, credentialId: id, version } };
    case "key":
      return { kind, change: { tenantId, keyId: id, keyVersion: version } };
    case "epoch":
      return { kind };
    default:
      return null;
  }
}

function pairs(flat: string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let index = 0; index + 1 < flat.length; index += 2) fields[flat[index]!] = flat[index + 1]!;
  return fields;
}
