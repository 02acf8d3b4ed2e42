import type { RevisionProvider } from "../contracts/config_revision.ts";
import { diffField, type PartChange, pointer } from "./config_change.ts";

/** What changed of a provider that stayed, its keys by their ids. */
export function diffProvider(before: RevisionProvider, after: RevisionProvider): PartChange[] {
  return [
    ...diffField(before.kind, after.kind, { aspect: "provider_kind", path: "/kind", name: "kind" }),
    ...diffField(before.baseUrl, after.baseUrl, { aspect: "base_url", path: "/baseUrl", name: "base URL" }),
    ...diffSettings(before.settings, after.settings),
    ...diffKeys(before.credentials, after.credentials),
  ];
}

type Settings = RevisionProvider["settings"];

/** One by one, but as a whole where there were none or are none any more. */
function diffSettings(before: Settings, after: Settings): PartChange[] {
  if (before === undefined || after === undefined) {
    return diffField(before, after, { aspect: "settings", path: "/settings", name: "settings" });
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort() as (keyof typeof before)[];
  return names.flatMap((name) =>
    diffField<unknown>(before[name], after[name], { aspect: "settings", path: pointer("/settings", name), name })
  );
}

type Keys = RevisionProvider["credentials"];

function diffKeys(before: Keys, after: Keys): PartChange[] {
  const ids = [...new Set([...before, ...after].map(({ credentialId }) => credentialId))];
  return ids.flatMap((id): PartChange[] => {
    const old = before.findIndex(({ credentialId }) => credentialId === id);
    const next = after.findIndex(({ credentialId }) => credentialId === id);
    const path = pointer("/credentials", next >= 0 ? next : old);
    const key = `key …${id.slice(-8)}`;
    if (old < 0) {
      const { weight } = after[next]!;
      return [{ kind: "added", aspect: "key", path, after: after[next], words: `${key} added with weight ${weight}` }];
    }
    if (next < 0) return [{ kind: "removed", aspect: "key", path, before: before[old], words: `${key} removed` }];
    return diffField(before[old]!.weight, after[next]!.weight, {
      aspect: "weight",
      path: pointer(path, "weight"),
      name: `weight of ${key}`,
    });
  });
}
