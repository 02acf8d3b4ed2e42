import type { Client } from "@urql/core";
import { membersQuery } from "../graphql/documents/members.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { type QueryOutcome, queryOutcome } from "../graphql/outcome.ts";
import { type Rows, rowsOf } from "../lists/rows.ts";

type Tenant = ResultOf<typeof membersQuery>["tenant"];
export type MemberRow = Tenant["members"]["edges"][number]["node"];
export type InvitationRow = NonNullable<Tenant["invitations"]>["edges"][number]["node"];

export interface MembersRequest {
  slug: string;
  after: string | null;
  /** Those who may not manage members do not get to see addresses of people who are none. */
  withInvitations: boolean;
}

export interface MembersPage {
  members: Rows<MemberRow>;
  invitations: Rows<InvitationRow> | null;
}

export async function readMembers(client: Client, request: MembersRequest): Promise<QueryOutcome<MembersPage>> {
  const outcome = queryOutcome(
    await client.query(membersQuery, { ...request }, { requestPolicy: "network-only" }).toPromise(),
  );
  if (outcome.kind === "failed") return outcome;
  const { members, invitations } = outcome.data.tenant;
  return { kind: "data", data: { members: rowsOf(members), invitations: invitations ? rowsOf(invitations) : null } };
}
