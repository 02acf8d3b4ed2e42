/** What a token may be limited to, as the form offers it: a resource, and what may be done with it. */
export interface ScopeResource {
  resource: string;
  title: string;
  /** `write` includes `read`. */
  levels: readonly ("read" | "write")[];
}

export const SCOPE_GROUPS: readonly { title: string; resources: readonly ScopeResource[] }[] = [
  {
    title: "Requests",
    resources: [
      { resource: "logs", title: "Request log", levels: ["read"] },
      { resource: "bodies", title: "Prompts and answers", levels: ["read", "write"] },
      { resource: "usage", title: "Usage", levels: ["read"] },
      { resource: "budgets", title: "Budgets", levels: ["read", "write"] },
      { resource: "views", title: "Saved views", levels: ["read", "write"] },
      { resource: "playground", title: "Playground", levels: ["write"] },
      { resource: "explain", title: "Explain and replay of drafts", levels: ["read"] },
    ],
  },
  {
    title: "Configuration",
    resources: [
      { resource: "projects", title: "Projects", levels: ["read", "write"] },
      { resource: "routes", title: "Routes", levels: ["read", "write"] },
      { resource: "providers", title: "Providers", levels: ["read", "write"] },
      { resource: "policies", title: "Policies", levels: ["read", "write"] },
      { resource: "prices", title: "Prices", levels: ["read", "write"] },
      { resource: "api_keys", title: "API keys", levels: ["read", "write"] },
      { resource: "config", title: "Publishing and fleet", levels: ["read", "write"] },
      { resource: "webhooks", title: "Webhooks", levels: ["read", "write"] },
    ],
  },
  {
    title: "People and installation",
    resources: [
      { resource: "viewer", title: "Who it is", levels: ["read"] },
      { resource: "tenants", title: "Teams", levels: ["read", "write"] },
      { resource: "members", title: "Members", levels: ["read", "write"] },
      { resource: "service_accounts", title: "Service accounts", levels: ["read", "write"] },
      { resource: "tokens", title: "Personal tokens", levels: ["read", "write"] },
      { resource: "sessions", title: "Sessions", levels: ["read", "write"] },
      { resource: "erasures", title: "Erasures of end users", levels: ["read", "write"] },
      { resource: "audit", title: "Audit trail", levels: ["read"] },
      { resource: "installation", title: "Installation", levels: ["read", "write"] },
    ],
  },
];

/** The scopes that a form has ticked; `*` alone where everything is. */
export function readScopes(form: Pick<FormData, "get" | "getAll">): string[] {
  return form.get("all") === null ? form.getAll("scopes").map(String) : ["*"];
}
