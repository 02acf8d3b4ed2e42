/** Something that the palette leads to or does. */
export interface Command {
  group: "Pages" | "Actions" | "Projects" | "Tenants" | "Routes" | "API keys" | "Providers" | "Policies" | "Members";
  title: string;
  /** Further words that find it; not shown. */
  words?: string;
  to:
    | { kind: "link"; href: string }
    /** A form that is posted. */
    | { kind: "post"; action: string; fields: Record<string, string> };
}
