export const REQUEST_TABS = ["overview", "attempts", "route", "policies", "messages", "record", "replay"] as const;
/** A part of a record's account. */
export type RequestTab = typeof REQUEST_TABS[number];

/** The tab so many further on; behind the last comes the first. */
export function tabAfter(tabs: readonly RequestTab[], tab: RequestTab, by: number): RequestTab {
  return tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length]!;
}
