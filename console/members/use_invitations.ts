import { type Signal, useSignal } from "@preact/signals";
import { toast } from "../browser/toasts.ts";
import { invitationsQuery, resendInvitationMutation, revokeInvitationMutation } from "../graphql/documents/members.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import { runQuery } from "../graphql/run_query.ts";
import { type Rows, rowsOf } from "../lists/rows.ts";
import { type RowsState, useRows } from "../lists/use_rows.ts";
import type { InvitationRow } from "./read_members.ts";

/** An invitation with its link, which is known this once. */
export interface SentInvitation {
  acceptUrl: string;
  /** Whether the link is on its way by mail. */
  mailed: boolean;
  invitation: InvitationRow;
}

export interface InvitationsState extends RowsState<InvitationRow> {
  /** The link to hand over; null while there is none. */
  readonly link: Signal<SentInvitation | null>;
  sent(sent: SentInvitation): void;
  resend(row: InvitationRow): Promise<void>;
  revoke(row: InvitationRow): Promise<void>;
}

/** An island's list of a tenant's open invitations. */
export function useInvitations(slug: string, initial: Rows<InvitationRow>): InvitationsState {
  const link = useSignal<SentInvitation | null>(null);
  const rows = useRows(initial, async (after) => {
    const outcome = await runQuery(invitationsQuery, { slug, after });
    return outcome.kind === "failed" ? outcome : { kind: "data", data: rowsOf(outcome.data.tenant.invitations) };
  });
  const sent = (given: SentInvitation) => {
    rows.put(given.invitation);
    if (given.mailed) toast(`${given.invitation.email} gets a link by mail.`, "success");
    else link.value = given;
  };
  const resend = async (row: InvitationRow) => {
    const outcome = await runMutation(
      resendInvitationMutation,
      { input: { id: row.id } },
      (data) => data.resendInvitation,
    );
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    sent(outcome.payload.sent);
  };
  const revoke = async (row: InvitationRow) => {
    const outcome = await runMutation(
      revokeInvitationMutation,
      { input: { id: row.id } },
      (data) => data.revokeInvitation,
    );
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    rows.drop(row.id);
    toast(`The invitation of ${row.email} is revoked: its link is dead.`, "success");
  };
  return { ...rows, link, sent, resend, revoke };
}
