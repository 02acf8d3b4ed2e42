import type { ApiKey } from "./key_list.ts";

/** Which keys a list shows. */
export interface KeyFilter {
  /** Null: in any. */
  state: ApiKey["state"] | null;
  /** In name, description or public id; empty: any. */
  text: string;
}

export const KEY_STATES = ["ACTIVE", "EXPIRED", "REVOKED"] as const;

export function readKeyFilter(params: URLSearchParams): KeyFilter {
  const state = KEY_STATES.find((one) => one.toLowerCase() === params.get("state")) ?? null;
  return { state, text: (params.get("q") ?? "").trim().slice(0, 128) };
}

/** The same in an address, with where a page begins. */
export function keyListPath(path: string, { state, text }: KeyFilter, after: string | null): string {
  const params = new URLSearchParams();
  if (state !== null) params.set("state", state.toLowerCase());
  if (text !== "") params.set("q", text);
  if (after !== null) params.set("after", after);
  return params.size === 0 ? path : `${path}?${params}`;
}

export function isFiltered({ state, text }: KeyFilter): boolean {
  return state !== null || text !== "";
}
