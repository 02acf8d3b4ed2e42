import type { Clock } from "../../shared/time/clock.ts";
import { type Actor, ANONYMOUS } from "../authorization/actor.ts";
import type { Database } from "../database.ts";
import { readMemberships } from "../members/read_memberships.ts";
import type { SessionUse } from "../sessions/session_use.ts";
import { authenticateToken } from "../tokens/authenticate_token.ts";
import type { Accounts } from "./accounts.ts";

export interface AuthenticateOptions {
  accounts: Accounts;
  db: Database;
  clock: Clock;
  sessionUse: SessionUse;
}

/**
 * Who makes a request: by bearer token when it has an `authorization` header, else by its session cookie.
 * A token that does not hold never falls back to the cookie: what was meant to be limited by scopes must stay so.
 */
export async function authenticate(headers: Headers, options: AuthenticateOptions): Promise<Actor> {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const bearer = /^bearer +(\S+)$/i.exec(authorization.trim());
    if (bearer === null) return { ...ANONYMOUS, reason: "Send the token as 'Authorization: Bearer ppt_…'." };
    return await authenticateToken(bearer[1]!, options);
  }
  if (!headers.has("cookie")) return ANONYMOUS;
  const session = await options.accounts.session(headers);
  if (session === null) return ANONYMOUS;
  const [memberships] = await Promise.all([
    readMemberships(options.db, session.userId),
    options.sessionUse.note(session.sessionId),
  ]);
  return { kind: "user", ...session, memberships };
}
