import type { Role } from "../../prisma/generated/client/enums.ts";

/**
 * Everything that can be done through the API: the roles that may, and the scope that a personal access token needs for it.
 * `self` stands for any signed-in user, about what is their own, and for no service account (but see
 * `SERVICE_ACCOUNTS_TOO`). A `…:write` scope includes the `…:read` of its resource.
 */
export const ACTIONS = {
  "viewer.read": { roles: "self", scope: "viewer:read" },
  "token.read": { roles: "self", scope: "tokens:read" },
  "token.create": { roles: "self", scope: "tokens:write" },
  "token.rotate": { roles: "self", scope: "tokens:write" },
  "token.revoke": { roles: "self", scope: "tokens:write" },
  "session.read": { roles: "self", scope: "sessions:read" },
  "session.revoke": { roles: "self", scope: "sessions:write" },

  "tenant.create": { roles: "self", scope: "tenants:write" },
  "tenant.read": { roles: everyone(), scope: "tenants:read" },
  "tenant.update": { roles: administrators(), scope: "tenants:write" },
  "tenant.transfer": { roles: ["OWNER"], scope: "members:write" },
  "member.read": { roles: everyone(), scope: "members:read" },
  "member.update": { roles: administrators(), scope: "members:write" },
  "member.remove": { roles: administrators(), scope: "members:write" },
  "member.leave": { roles: "self", scope: "members:write" },
  // Addresses of people who are no members.
  "invitation.read": { roles: administrators(), scope: "members:read" },
  "invitation.create": { roles: administrators(), scope: "members:write" },
  "invitation.resend": { roles: administrators(), scope: "members:write" },
  "invitation.revoke": { roles: administrators(), scope: "members:write" },
  "invitation.accept": { roles: "self", scope: "members:write" },

  "service_account.read": { roles: everyone(), scope: "service_accounts:read" },
  "service_account.create": { roles: administrators(), scope: "service_accounts:write" },
  "service_account.update": { roles: administrators(), scope: "service_accounts:write" },
  "service_account.archive": { roles: administrators(), scope: "service_accounts:write" },
  "service_account_token.read": { roles: administrators(), scope: "service_accounts:read" },
  "service_account_token.create": { roles: administrators(), scope: "service_accounts:write" },
  "service_account_token.rotate": { roles: administrators(), scope: "service_accounts:write" },
  "service_account_token.revoke": { roles: administrators(), scope: "service_accounts:write" },

  "project.read": { roles: everyone(), scope: "projects:read" },
  "project.create": { roles: developers(), scope: "projects:write" },
  "project.update": { roles: developers(), scope: "projects:write" },
  "project.capture": { roles: administrators(), scope: "projects:write" },
  "project.archive": { roles: administrators(), scope: "projects:write" },
  "project.restore": { roles: administrators(), scope: "projects:write" },

  "provider.read": { roles: everyone(), scope: "providers:read" },
  "provider.create": { roles: administrators(), scope: "providers:write" },
  "provider.update": { roles: administrators(), scope: "providers:write" },
  "provider.archive": { roles: administrators(), scope: "providers:write" },
  "provider.restore": { roles: administrators(), scope: "providers:write" },
  "provider_key.create": { roles: administrators(), scope: "providers:write" },
  "provider_key.update": { roles: administrators(), scope: "providers:write" },
  "provider_key.revoke": { roles: administrators(), scope: "providers:write" },
  "provider.test": { roles: administrators(), scope: "providers:write" },
  "provider_preset.read": { roles: "self", scope: "providers:read" },
  "target_health.read": { roles: everyone(), scope: "providers:read" },

  "route.read": { roles: everyone(), scope: "routes:read" },
  "route.create": { roles: developers(), scope: "routes:write" },
  "route.update": { roles: developers(), scope: "routes:write" },
  /** Shows limits, counters, prices and the health of targets, all of which members may see. */
  "route.explain": { roles: everyone(), scope: "explain:read" },
  "draft.replay": { roles: developers(), scope: "explain:read" },
  "route.archive": { roles: developers(), scope: "routes:write" },
  "route.restore": { roles: developers(), scope: "routes:write" },

  "policy.read": { roles: everyone(), scope: "policies:read" },
  "policy.create": { roles: administrators(), scope: "policies:write" },
  "policy.update": { roles: administrators(), scope: "policies:write" },
  "policy.archive": { roles: administrators(), scope: "policies:write" },
  "policy.restore": { roles: administrators(), scope: "policies:write" },

  "price.read": { roles: everyone(), scope: "prices:read" },
  "price.create": { roles: administrators(), scope: "prices:write" },
  "price.update": { roles: administrators(), scope: "prices:write" },
  "price.archive": { roles: administrators(), scope: "prices:write" },
  "price.restore": { roles: administrators(), scope: "prices:write" },

  "api_key.read": { roles: everyone(), scope: "api_keys:read" },
  "api_key.create": { roles: developers(), scope: "api_keys:write" },
  "api_key.update": { roles: developers(), scope: "api_keys:write" },
  "api_key.rotate": { roles: developers(), scope: "api_keys:write" },
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
  /** Which gateways live and what they serve of the tenant is no secret to its members. */
  "fleet.read": { roles: everyone(), scope: "config:read" },
  "config.publish": { roles: developers(), scope: "config:write" },
  // Both take the rights to their single changes besides: see `authorizeChanges()`.
  "config.rollback": { roles: developers(), scope: "config:write" },
  "config.apply": { roles: developers(), scope: "config:write" },
  "request_log.read": { roles: everyone(), scope: "logs:read" },
  // What is one's own goes by `create`; `update` and `delete` are about others' shared views.
  "saved_view.read": { roles: everyone(), scope: "views:read" },
  "saved_view.create": { roles: everyone(), scope: "views:write" },
  "saved_view.update": { roles: administrators(), scope: "views:write" },
  "saved_view.delete": { roles: administrators(), scope: "views:write" },
  "log_retention.update": { roles: administrators(), scope: "tenants:write" },
  "end_user_erasure.read": { roles: everyone(), scope: "erasures:read" },
  "end_user.erase": { roles: administrators(), scope: "erasures:write" },
  "usage.read": { roles: everyone(), scope: "usage:read" },
  /** Who did what, from where: of people as much as of configuration. */
  "audit.read": { roles: administrators(), scope: "audit:read" },
  "bodies.read": { roles: administrators(), scope: "bodies:read" },
  /** Requests on somebody's own behalf, which cost money. */
  "playground.use": { roles: developers(), scope: "playground:write" },
  /** Shows what was captured, and sends it once more. */
  "request.replay": { roles: administrators(), scope: "bodies:write" },
  /** Of the installation as a whole: the roles are those in its first tenant (`authorizeOperator()`). */
  "record_gap.read": { roles: administrators(), scope: "installation:read" },
  "secret.read": { roles: administrators(), scope: "installation:read" },
  "secret.rewrap": { roles: administrators(), scope: "installation:write" },
  "fleet.operate": { roles: administrators(), scope: "installation:read" },
} as const satisfies Record<string, ActionRule>;

export type Action = keyof typeof ACTIONS;

/** The actions on nobody's own affairs but the caller's identity, which service accounts may do as people may. */
export const SERVICE_ACCOUNTS_TOO: ReadonlySet<Action> = new Set<Action>(["viewer.read", "provider_preset.read"]);

/** What a token may be limited to; `*` stands for all of them. */
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
