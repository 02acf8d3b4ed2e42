import { PROVIDER_VARIABLES } from "../control-plane/seeding/provider_variables.ts";

export const HELP = `Runs gateway, control plane and console in one process, on a Postgres of its own.

Usage: deno task start [--help]
       deno task dev            the same, again whenever a source changes; the console changes while it is open

The first start seeds an owner, a project, a mock provider and an API key, and shows them once.
Ctrl-C drains and stops everything; a second Ctrl-C ends at once.

Environment (all optional):
  GATEWAY_PORT, CONTROL_PLANE_PORT, CONSOLE_PORT
      8787, 4000 and 3000
  HOST
      address to listen on, default 127.0.0.1
  PERPETUO_DATA_DIR
      where everything local is kept, default .perpetuo; delete it to begin anew
  DATABASE_URL
      a Postgres to use in place of the embedded one
  DATABASE_DIRECT_URL
      the same without a pooler in transaction mode, where DATABASE_URL has one
  REDIS_URL
      a Redis to use in place of the in-memory transport; needed for more than one process on one database
  ${providerVariables()}
      make a provider each at the first start
  PERPETUO_ADMIN_EMAIL, PERPETUO_ADMIN_PASSWORD, PERPETUO_ADMIN_TOKEN, PERPETUO_API_KEY
      what the first start seeds, in place of generated values
  PERPETUO_MASTER_KEYS, AUTH_SECRET, INTERNAL_SECRET
      generated into the data directory when not given
  SIGNUP
      who may make an account: open, invite (default) or off
  SMTP_URL, SMTP_FROM
      mail server and sender for links to reset passwords and invitations; default: reset links are shown here
  PUBLIC_GATEWAY_URL, PUBLIC_CONSOLE_URL
      where others reach them, default localhost with the ports

docs/operations.md has the rest.`;

/** In lines of 100 characters at most. */
function providerVariables(): string {
  const names = [...PROVIDER_VARIABLES].map(([name, { baseUrlVariable }]) =>
    baseUrlVariable === undefined ? name : `${name} with ${baseUrlVariable}`
  );
  return names.join(", ").match(/\S.{1,95}(,|$)/g)!.join("\n  ");
}
