import type { Role } from "../../prisma/generated/client/enums.ts";

/**
 * Everything that can be done through the API: the roles that may, and the scope that a personal access token needs for it.
 * `self` stands for any signed-in user, about what is their own. A `…:write` scope includes the `…:read` of its resource.
 */
export const ACTIONS = {
  "viewer.read": { roles: "self", scope: "viewer:read" },
  "token.read": { roles: "self", scope: "tokens:read" },
  "token.create": { roles: "self", scope: "tokens:write" },
  "token.revoke": { roles: "self", scope: "tokens:write" },

  "tenant.create": { roles: "self", scope: "tenants:write" },
  "tenant.read": { roles: everyone(), scope: "tenants:read" },
  "tenant.update": { roles: administrators(), scope: "tenants:write" },
  "member.read": { roles: everyone(), scope: "members:read" },

  "project.read": { roles: everyone(), scope: "projects:read" },
  "project.create": { roles: developers(), scope: "projects:write" },
  "project.update": { roles: developers(), scope: "projects:write" },
  "project.capture": { roles: administrators(), scope: "projects:write" },
  "project.archive": { roles: administrators(), scope: "projects:write" },

  "provider.read": { roles: everyone(), scope: "providers:read" },
  "provider.create": { roles: administrators(), scope: "providers:write" },
  "provider.update": { roles: administrators(), scope: "providers:write" },
  "provider.archive": { roles: administrators(), scope: "providers:write" },
  "provider_key.create": { roles: administrators(), scope: "providers:write" },
  "provider_key.update": { roles: administrators(), scope: "providers:write" },
  "provider_key.revoke": { roles: administrators(), scope: "providers:write" },
  "provider_preset.read": { roles: "self", scope: "providers:read" },
  "target_health.read": { roles: everyone(), scope: "providers:read" },

  "route.read": { roles: everyone(), scope: "routes:read" },
  "route.create": { roles: developers(), scope: "routes:write" },
  "route.update": { roles: developers(), scope: "routes:write" },
  "route.archive": { roles: developers(), scope: "routes:write" },

  "policy.read": { roles: everyone(), scope: "policies:read" },
  "policy.create": { roles: administrators(), scope: "policies:write" },
  "policy.update": { roles: administrators(), scope: "policies:write" },
  "policy.archive": { roles: administrators(), scope: "policies:write" },

  "api_key.read": { roles: everyone(), scope: "api_keys:read" },
  "api_key.create": { roles: developers(), scope: "api_keys:write" },
  "api_key.update": { roles: developers(), scope: "api_keys:write" },
  "api_key.revoke": { roles: developers(), scope: "api_keys:write" },

  // Addresses of webhooks often are secrets by themselves.
  "webhook.read": { roles: administrators(), scope: "webhooks:read" },
  "webhook.create": { roles: administrators(), scope: "webhooks:write" },
  "webhook.update": { roles: administrators(), scope: "webhooks:write" },
  "webhook.rotate": { roles: administrators(), scope: "webhooks:write" },
  "webhook.archive": { roles: administrators(), scope: "webhooks:write" },
  "webhook.test": { roles: administrators(), scope: "webhooks:write" },
  "webhook.redeliver": { roles: administrators(), scope: "webhooks:write" },
  "budget_warning.read": { roles: everyone(), scope: "policies:read" },

  "budget.read": { roles: everyone(), scope: "budgets:read" },
  "budget.repair": { roles: administrators(), scope: "budgets:write" },

  "config.read": { roles: everyone(), scope: "config:read" },
  "config.publish": { roles: developers(), scope: "config:write" },
  "request_log.read": { roles: everyone(), scope: "logs:read" },
  "log_retention.update": { roles: administrators(), scope: "tenants:write" },
  "end_user_erasure.read": { roles: everyone(), scope: "erasures:read" },
  "end_user.erase": { roles: administrators(), scope: "erasures:write" },
  "usage.read": { roles: everyone(), scope: "usage:read" },
  "bodies.read": { roles: administrators(), scope: "bodies:read" },
  /** Of the installation as a whole: the roles are those in its first tenant (`authorizeOperator()`). */
  "record_gap.read": { roles: administrators(), scope: "installation:read" },
} as const satisfies Record<string, ActionRule>;

export type Action = keyof typeof ACTIONS;

/** What a personal access token may be limited to; `*` stands for all of them. */
export type Scope = (typeof ACTIONS)[Action]["scope"];

/** Every scope, in alphabetical order. */
export const SCOPES: readonly Scope[] = [...new Set(Object.values(ACTIONS).map((rule) => rule.scope))].sort();

interface ActionRule {
  readonly roles: "self" | readonly Role[];
  readonly scope: `${string}:${"read" | "write"}`;
}

function administrators() {
  return ["OWNER", "ADMIN"] as const;
}

function developers() {
  return [...administrators(), "DEVELOPER"] as const;
}

function everyone() {
  return [...developers(), "VIEWER"] as const;
}
