import type { Client } from "@urql/core";
import { accountQuery } from "../graphql/documents/tokens.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { type QueryOutcome, queryOutcome } from "../graphql/outcome.ts";
import { type Rows, rowsOf } from "../lists/rows.ts";

type Viewer = ResultOf<typeof accountQuery>["viewer"];
export type SessionRow = Viewer["sessions"]["edges"][number]["node"];
export type PersonalTokenRow = Viewer["personalAccessTokens"]["edges"][number]["node"];

export interface AccountPage {
  name: string;
  email: string;
  createdAt: string;
  sessions: Rows<SessionRow>;
  tokens: Rows<PersonalTokenRow>;
}

export interface AccountRequest {
  tokensAfter?: string | null;
  sessionsAfter?: string | null;
}

/** Reads who is signed in, with a page each of their sessions and tokens. */
export async function readAccount(client: Client, request: AccountRequest = {}): Promise<QueryOutcome<AccountPage>> {
  const variables = { tokensAfter: request.tokensAfter ?? null, sessionsAfter: request.sessionsAfter ?? null };
  const outcome = queryOutcome(
    await client.query(accountQuery, variables, { requestPolicy: "network-only" }).toPromise(),
  );
  if (outcome.kind === "failed") return outcome;
  const { name, email, createdAt, sessions, personalAccessTokens } = outcome.data.viewer;
  const data = { name, email, createdAt, sessions: rowsOf(sessions), tokens: rowsOf(personalAccessTokens) };
  return { kind: "data", data };
}
